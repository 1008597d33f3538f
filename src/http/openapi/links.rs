use utoipa::openapi::{OpenApi, RefOr, link::Link};

use super::operations;

/// An operation on a document, by the path of the document.
struct Target {
    document: String,
    operation_id: String,
}

/// Tells where a document that was written leads: to all that can be asked of it.
pub(super) fn add_links(document: &mut OpenApi) {
    let targets = targets(document);
    for (path, item) in &mut document.paths.paths {
        for (method, operation) in operations(item) {
            if method != "PUT" {
                continue;
            }
            let of_document = targets.iter().filter(|target| target.document == *path);
            let links: Vec<(String, RefOr<Link>)> = of_document
                .map(|to| {
                    let link = Link::builder().operation_id(&to.operation_id);
                    let link = link.parameter("id", "$request.path.id").build();
                    (to.operation_id.clone(), RefOr::T(link))
                })
                .collect();
            for status in ["200", "201"] {
                if let Some(RefOr::T(response)) = operation.responses.responses.get_mut(status) {
                    response.links.extend(links.clone());
                }
            }
        }
    }
}

/// What can be asked of single documents, but for writing them, which takes a body, and for what is
/// posted to them, which has a verb behind the id.
fn targets(document: &mut OpenApi) -> Vec<Target> {
    let mut targets = Vec::new();
    for (path, item) in &mut document.paths.paths {
        let Some(end) = path.find("{id}") else { continue };
        let document = path[..end + "{id}".len()].to_owned();
        for (method, operation) in operations(item) {
            let is_asked = !["PUT", "POST"].contains(&method);
            if let (true, Some(id)) = (is_asked, &operation.operation_id) {
                targets.push(Target { document: document.clone(), operation_id: id.clone() });
            }
        }
    }
    targets
}
