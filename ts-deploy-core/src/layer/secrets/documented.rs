//! The parameters that the documents name (rows X1-X3).

use crate::ids::{EnvironmentName, ParameterPath};

/// A value that an integration needs, and all the parameters that hold it.
pub(super) struct Documented {
    /// Where it stands in the spec.
    pub(super) at: &'static str,
    /// The row of the documents.
    pub(super) row: &'static str,
    /// The ids of the steps that write it, and the last two levels of the paths.
    pub(super) places: &'static [(&'static str, &'static str)],
}

pub(super) const BOX_CLIENT_ID: Documented = Documented {
    at: "integrations.box.on.client_id",
    row: "X1",
    places: &[
        (
            "parameter-link-file-box-client-id",
            "ts-service-link-file/BOX_CLIENT_ID",
        ),
        (
            "parameter-web-box-client-id",
            "ts-service-web/INT_BOX_CLIENT_ID",
        ),
    ],
};

pub(super) const BOX_CLIENT_SECRET: Documented = Documented {
    at: "integrations.box.on.client_secret",
    row: "X2",
    places: &[(
        "parameter-link-file-box-client-secret",
        "ts-service-link-file/BOX_CLIENT_SECRET",
    )],
};

pub(super) const EGNYTE_CLIENT_ID: Documented = Documented {
    at: "integrations.egnyte.on.client_id",
    row: "X3",
    places: &[(
        "parameter-web-egnyte-client-id",
        "ts-service-web/INT_EGNYTE_CLIENT_ID",
    )],
};

impl Documented {
    /// The path of each place in an environment, with the id of its step.
    pub(super) fn paths(
        &self,
        environment: &EnvironmentName,
    ) -> impl Iterator<Item = (&'static str, ParameterPath)> {
        let places = self.places.iter();
        places.filter_map(move |(id, end)| {
            // The parts obey the rules of a path, and so does the whole.
            let path = format!("/tetrascience/{environment}/ECS/{end}");
            Some((*id, ParameterPath::parse(path).ok()?))
        })
    }
}

/// The paths that the Box integration reads (X1, X2).
pub fn box_paths(environment: &EnvironmentName) -> Vec<ParameterPath> {
    let all = [BOX_CLIENT_ID, BOX_CLIENT_SECRET];
    all.iter()
        .flat_map(|documented| documented.paths(environment))
        .map(|(_, path)| path)
        .collect()
}

/// The path that the Egnyte integration reads (X3).
pub fn egnyte_paths(environment: &EnvironmentName) -> Vec<ParameterPath> {
    let paths = EGNYTE_CLIENT_ID.paths(environment);
    paths.map(|(_, path)| path).collect()
}
