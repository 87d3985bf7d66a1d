//! AWS as a backend: connected targets, and the ports on them.

use std::collections::BTreeMap;
use std::sync::Arc;

use aws_config::{BehaviorVersion, ConfigLoader};
use aws_smithy_async::time::SharedTimeSource;
use aws_smithy_http_client::tls::TlsContext;
use aws_smithy_runtime::client::identity::IdentityCache;
use aws_smithy_runtime_api::client::http::{IntoShared as _, SharedHttpClient};
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::SdkConfig;
use aws_types::region::Region;
use ts_deploy_core::check::account_mismatch;
use ts_deploy_core::deployment::TargetSettings;
use ts_deploy_core::finding::Findings;
use ts_deploy_core::port::identity::IdentityReader;
use ts_deploy_core::port::{CallHook, PortError, Ports, hooked};
use ts_deploy_core::target::{Target, TargetName};
