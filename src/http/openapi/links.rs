use utoipa::openapi::{OpenApi, RefOr, link::Link};

use super::operations;

/// Answers that name a document by its id: path, method, status, where the id stands, and the path of
/// such documents.
const NAMED: [(&str, &str, &str, &str, &str); 4] = [
    ("/v1/matches", "POST", "200", "/candidates/0/region/id", "/v1/regions/{id}"),
    ("/v1/regions/{id}/matches", "GET", "200", "/projects/0/project/id", "/v1/projects/{id}"),
    ("/v1/projects/{id}/matches", "GET", "200", "/candidates/0/region/id", "/v1/regions/{id}"),
    ("/v1/outcomes", "GET", "200", "/outcomes/0/id", "/v1/outcomes/{id}"),
];

/// An operation on a document, by the path of the document.
struct Target {
    document: String,
    operation_id: String,
}

/// Tells where answers lead: from a document that was read or written to all else there is of it, and
/// from lists to the documents that they name.
pub(super) fn add_links(document: &mut OpenApi) {
    let targets = targets(document);
    for (path, item) in &mut document.paths.paths {
        for (method, operation) in operations(item) {
            let own =
                ["200", "201"].map(|status| (status, "$request.path.id".to_owned(), &path[..]));
            let is_of_document = path.ends_with("/{id}") && ["GET", "PUT"].contains(&method);
            let named = NAMED.iter().filter(|named| (named.0, named.1) == (path, method));
            let named = named.map(|(_, _, status, pointer, of)| {
                (*status, format!("$response.body#{pointer}"), *of)
            });
            let sources = own.into_iter().filter(|_| is_of_document).chain(named);
            let own_id = operation.operation_id.clone();
            for (status, id, of) in sources {
                let Some(RefOr::T(response)) = operation.responses.responses.get_mut(status) else {
                    continue;
                };
                let others = targets.iter().filter(|target| {
                    target.document == of && Some(&target.operation_id) != own_id.as_ref()
                });
                for target in others {
                    let link = Link::builder()
                        .operation_id(&target.operation_id)
                        .parameter("id", id.as_str())
                        .build();
                    response.links.insert(target.operation_id.clone(), RefOr::T(link));
                }
            }
        }
    }
}

/// What can be asked of single documents, but for writing them: that takes a body.
fn targets(document: &mut OpenApi) -> Vec<Target> {
    let mut targets = Vec::new();
    for (path, item) in &mut document.paths.paths {
        let Some(end) = path.find("{id}") else { continue };
        let document = path[..end + "{id}".len()].to_owned();
        for (method, operation) in operations(item) {
            if let (true, Some(id)) = (method != "PUT", &operation.operation_id) {
                targets.push(Target { document: document.clone(), operation_id: id.clone() });
            }
        }
    }
    targets
}
