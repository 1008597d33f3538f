use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::{
    Acting, PolicyBody, Problem,
    extract::Json,
    match_request::{parse_day, read_subject, require_one_subject, said, today, validate_day},
    plain::{Answer, Wanted},
    policy_body,
};
use crate::{
    domain::{
        id::{ProjectId, RegionId},
        invalid::Invalid,
        policy::PolicyParty,
        project::ProjectProfile,
    },
    service::{
        App,
        document::Validate,
        landing::policies::{PolicyQuestion, PolicyTerms, support, term_faults},
    },
    text::policy_text,
};

/// Whose support to add up, and where: exactly one of `text`, `project` and `project_id`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PolicyRequestBody {
    /// The project in plain words, Chinese or English, up to 8,000 characters.
    #[serde(default)]
    #[schema(
        min_length = 1,
        max_length = 8_000,
        example = "集成电路设备,在上海孵化,固定资产投资2亿元"
    )]
    text: Option<String>,
    /// A project profile.
    #[serde(default)]
    #[schema(value_type = Option<ProjectProfile>)]
    project: Option<Value>,
    /// The id of a stored project.
    #[serde(default)]
    project_id: Option<ProjectId>,
    /// The region where production would land.
    #[schema(example = "CN-330200")]
    region: RegionId,
    /// Whether the instruments of the host city count too, as a collaborative or two-way enclave lets
    /// them; `false` by default.
    #[serde(default)]
    with_host: bool,
    /// Whether instruments count that have expired; `false` by default.
    #[serde(default)]
    include_expired: bool,
    /// Whether instruments count that may no longer be honoured; `false` by default.
    #[serde(default)]
    include_doubtful: bool,
    /// Years of production to count, 1 to 50; as long as any instrument pays by default.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 50, example = 10)]
    years: Option<u32>,
    /// The discount rate per year, as a share between 0 and 1; the project's own by default, or else
    /// that of the definition.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 1, example = 0.08)]
    discount_rate: Option<f64>,
    /// The day on which instruments are in force; today by default.
    #[serde(default)]
    #[schema(format = Date, example = "2026-06-30")]
    as_of: Option<String>,
}

impl Validate for PolicyRequestBody {
    fn validate(&self) -> Vec<Invalid> {
        let given = [self.text.is_some(), self.project.is_some(), self.project_id.is_some()];
        let mut faults: Vec<Invalid> = require_one_subject(given).err().into_iter().collect();
        faults.extend(term_faults(self.years, self.discount_rate));
        faults.extend(validate_day(self.as_of.as_deref()));
        faults
    }
}

impl PolicyRequestBody {
    /// The question that a valid body asks.
    ///
    /// # Errors
    /// What is wrong with an inline profile, by its path in the body.
    fn into_question(self, app: &App) -> Result<PolicyQuestion, Problem> {
        let parties = [PolicyParty::Home, PolicyParty::Province, PolicyParty::State];
        let host = self.with_host.then_some(PolicyParty::Host);
        let parties: BTreeSet<PolicyParty> = parties.into_iter().chain(host).collect();
        Ok(PolicyQuestion {
            subject: read_subject(app, self.text, self.project, self.project_id)?,
            region: self.region,
            terms: PolicyTerms {
                as_of: self.as_of.as_deref().and_then(parse_day).unwrap_or_else(today),
                parties,
                count_expired: self.include_expired,
                count_doubtful: self.include_doubtful,
                years: self.years.and_then(|years| u8::try_from(years).ok()),
                discount_rate: self.discount_rate,
            },
        })
    }
}

/// Add up the support instruments of a region for a project
///
/// The best legal stack, like an invoice: what is due, what would be if something were confirmed, and
/// what does not count, and why.
#[utoipa::path(
    post, path = "/v1/policy-stacks", tag = "matches",
    request_body = PolicyRequestBody,
    responses(
        (status = 200, description = "What the instruments add up to", body = PolicyBody),
        (status = 404, description = "No project or no region has this id"),
    )
)]
pub async fn post_policy_stacks(
    Acting(app): Acting,
    wanted: Wanted,
    Json(body): Json<PolicyRequestBody>,
) -> Result<Answer<PolicyBody>, Problem> {
    let page = wanted.page(&said(body.text.as_deref(), body.project.as_ref()));
    let answer = support(&app, body.into_question(&app)?).await?;
    let render = |page: &_| policy_text::render(&answer, page);
    Ok(Answer::of(page.as_ref(), || policy_body(&answer), render))
}
