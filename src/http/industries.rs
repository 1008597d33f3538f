use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    Acting, Problem,
    body::{CodedIndustryBody, TextBody},
    extract::{
        Json, Query,
        query::{FromParameters, Parameters},
    },
    match_request::{limit_of, validate_limit},
    plain::{Answer, Wanted},
};
use crate::{
    domain::{
        code::{ClassificationSystem, IndustryCode},
        invalid::Invalid,
        limits::{LIMIT_DEFAULT, LIMIT_MAX},
    },
    service::{
        code_system::{self, TextCoding},
        code_text::{self, CodedIndustry, IndustryEntry},
        document::Validate,
    },
    text::{coding_text, page::Page},
};

/// Which entries to list.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListIndustries {
    /// The classification; GB/T 4754-2017 by default
    system: Option<ClassificationSystem>,
    /// The code after which to begin: `next_after` of the page before
    #[param(example = "2760")]
    after: Option<String>,
    /// How many entries
    #[param(minimum = 1, maximum = 100, default = 10)]
    limit: Option<usize>,
}

impl FromParameters for ListIndustries {
    fn take_from(parameters: &mut Parameters) -> ListIndustries {
        ListIndustries {
            system: parameters.one(
                "system",
                "`gbt4754`, `isic4`, `naics2017`, `nace2` or `uksic2007`",
                |text| ClassificationSystem::ALL.into_iter().find(|system| system.as_str() == text),
            ),
            after: parameters.text("after"),
            limit: parameters.whole("limit", 1..=LIMIT_MAX),
        }
    }
}

/// A page of entries.
#[derive(Debug, Serialize, ToSchema)]
pub struct IndustriesBody {
    /// In the order of their codes.
    industries: Vec<IndustryEntryBody>,
    /// `after` for the next page; `null` on the last one.
    next_after: Option<String>,
}

/// One entry of a classification.
#[derive(Debug, Serialize, ToSchema)]
pub struct IndustryEntryBody {
    /// The classification.
    system: ClassificationSystem,
    /// The code.
    code: String,
    /// The code above; `null` at the top.
    parent: Option<String>,
    /// `section`, `division`, `group`, `class` …
    level: String,
    /// Its title.
    title: TextBody,
    /// The corresponding codes of other classifications, per classification the weightiest first.
    corresponds_to: Vec<CorrespondingCodeBody>,
}

/// A code of another classification that holds a part of an industry's activity.
#[derive(Debug, Serialize, ToSchema)]
pub struct CorrespondingCodeBody {
    /// The classification.
    system: ClassificationSystem,
    /// The code.
    #[schema(example = "2100")]
    code: String,
    /// The share of the activity, above 0 and at most 1; within a classification they sum to 1.
    #[schema(example = 1.0)]
    weight: f64,
}

impl From<IndustryEntry> for IndustryEntryBody {
    fn from(entry: IndustryEntry) -> IndustryEntryBody {
        IndustryEntryBody {
            system: entry.industry.system,
            code: entry.industry.code,
            parent: entry.parent,
            level: entry.level.into(),
            title: TextBody::from(&entry.title),
            corresponds_to: entry
                .corresponds_to
                .into_iter()
                .map(|(IndustryCode { system, code }, weight)| CorrespondingCodeBody {
                    system,
                    code,
                    weight,
                })
                .collect(),
        }
    }
}

/// List a classification
#[utoipa::path(
    get, path = "/v1/industries", tag = "industries",
    params(ListIndustries),
    responses((status = 200, description = "A page of entries", body = IndustriesBody))
)]
pub async fn list_industries(
    Acting(app): Acting,
    Query(query): Query<ListIndustries>,
) -> Result<Json<IndustriesBody>, Problem> {
    let system = query.system.unwrap_or(ClassificationSystem::Gbt4754);
    let limit = query.limit.unwrap_or(LIMIT_DEFAULT);
    let entries = code_text::list_industries(&app, system, query.after.as_deref(), limit)?;
    let is_full = entries.len() == limit;
    let industries: Vec<_> = entries.into_iter().map(IndustryEntryBody::from).collect();
    let next_after = industries.last().filter(|_| is_full).map(|last| last.code.clone());
    Ok(Json(IndustriesBody { industries, next_after }))
}

/// A text to code.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CodeTextBody {
    /// Words in Chinese or English, up to 8,000 characters.
    #[schema(example = "抗体药物的GMP生产")]
    text: String,
    /// The classification; GB/T 4754-2017 by default.
    #[serde(default)]
    system: Option<ClassificationSystem>,
    /// How many industries at each level, 1 to 100; 10 by default.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 100)]
    limit: Option<u32>,
}

impl Validate for CodeTextBody {
    fn validate(&self) -> Vec<Invalid> {
        validate_limit(self.limit).into_iter().collect()
    }
}

/// What a text was coded to.
#[derive(Debug, Serialize, ToSchema)]
pub struct CodedTextBody {
    /// The classification.
    pub system: ClassificationSystem,
    /// The most likely first; empty if there is not enough to tell.
    pub industries: Vec<CodedIndustryBody>,
    /// The same by level, from wide to narrow.
    pub levels: Vec<CodedLevelBody>,
    /// Why there are no industries: `unknown-words` or `undecided`; `null` if there are some.
    pub reason: Option<String>,
}

/// The industries of one level.
#[derive(Debug, Serialize, ToSchema)]
pub struct CodedLevelBody {
    /// `section`, `division`, `group`, `class` …
    pub level: String,
    /// The most likely first.
    pub industries: Vec<CodedIndustryBody>,
}

impl From<&TextCoding> for CodedTextBody {
    fn from(coding: &TextCoding) -> CodedTextBody {
        let bodies =
            |coded: &[CodedIndustry]| coded.iter().cloned().map(CodedIndustryBody::from).collect();
        let levels = coding.levels.iter().map(|level| CodedLevelBody {
            level: level.level.clone(),
            industries: bodies(&level.industries),
        });
        CodedTextBody {
            system: coding.system,
            industries: bodies(&coding.industries),
            levels: levels.collect(),
            reason: coding.reason.map(|reason| reason.as_str().to_owned()),
        }
    }
}

/// Code a text to industries
#[utoipa::path(
    post, path = "/v1/industries:code", tag = "industries",
    request_body = CodeTextBody,
    responses((status = 200, description = "Industries and confidence", body = CodedTextBody))
)]
pub async fn code_text(
    Acting(app): Acting,
    wanted: Wanted,
    Json(body): Json<CodeTextBody>,
) -> Result<Answer<CodedTextBody>, Problem> {
    let limit = limit_of(body.limit);
    let system = body.system.unwrap_or(ClassificationSystem::Gbt4754);
    let coding = code_system::code_in_system(&app, &body.text, system, limit).await?;
    let render = |page: &Page| coding_text::render(&coding, page);
    let page = wanted.page(&body.text);
    Ok(Answer::of(page.as_ref(), || CodedTextBody::from(&coding), render))
}
