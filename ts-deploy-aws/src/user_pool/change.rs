//! The changing calls on user pools.

use async_trait::async_trait;
use aws_sdk_cognitoidentityprovider::types::{
    DomainDescriptionType, OAuthFlowType, UserPoolClientType, UserPoolType,
};
use ts_deploy_core::ids::{ProviderName, UserPoolId, UserPoolName};
use ts_deploy_core::port::PortResult;
use ts_deploy_core::port::user_pool::{
    AppClientId, AppClientSettings, DomainRequest, PoolSettings, ProviderRequest, SchemaAttribute,
    UserPoolWriter,
};

use super::kept::kept;
use super::{AwsUserPools, convert, once, validity};
use crate::read::present;

/// The classic sign-in pages. The newer ones answer nobody before a branding was made for each
/// client.
const CLASSIC: i32 = 1;

/// Every setting of a pool that a creation and an update take alike: those that are named, and all
/// others as they were read.
macro_rules! pool_settings {
    ($call:expr, $settings:expr, $kept:expr) => {{
        let (settings, kept): (&PoolSettings, UserPoolType) = ($settings, $kept);
        let admins = kept.admin_create_user_config.as_ref();
        let admins = convert::admins(admins, settings.only_administrators_create_users);
        let tags = settings.tags.clone().into_iter().collect();
        $call
            .deletion_protection(convert::protection(settings.deletion_protection))
            .admin_create_user_config(admins)
            .set_user_pool_tags(Some(tags))
            .set_policies(kept.policies)
            .set_lambda_config(kept.lambda_config)
            .set_auto_verified_attributes(kept.auto_verified_attributes)
            .set_sms_verification_message(kept.sms_verification_message)
            .set_email_verification_message(kept.email_verification_message)
            .set_email_verification_subject(kept.email_verification_subject)
            .set_verification_message_template(kept.verification_message_template)
            .set_sms_authentication_message(kept.sms_authentication_message)
            .set_user_attribute_update_settings(kept.user_attribute_update_settings)
            .set_mfa_configuration(kept.mfa_configuration)
            .set_device_configuration(kept.device_configuration)
            .set_email_configuration(kept.email_configuration)
            .set_sms_configuration(kept.sms_configuration)
            .set_user_pool_add_ons(kept.user_pool_add_ons)
            .set_account_recovery_setting(kept.account_recovery_setting)
            .set_user_pool_tier(kept.user_pool_tier)
            .set_key_configuration(kept.key_configuration)
            .set_issuer_configuration(kept.issuer_configuration)
            .set_acr_configuration(kept.acr_configuration)
    }};
}

/// The same for an app client.
macro_rules! client_settings {
    ($call:expr, $settings:expr, $kept:expr) => {{
        let (settings, kept): (&AppClientSettings, UserPoolClientType) = ($settings, $kept);
        let flows = settings.flows.iter();
        let flows: Vec<_> = flows
            .map(|flow| OAuthFlowType::from(flow.as_str()))
            .collect();
        let days = Some(kept.refresh_token_validity).filter(|days| *days > 0);
        $call
            .client_name(&settings.name)
            .set_callback_urls(given(&settings.callback_urls))
            .set_logout_urls(given(&settings.logout_urls))
            .set_allowed_o_auth_scopes(given(&settings.scopes))
            .set_allowed_o_auth_flows((!flows.is_empty()).then_some(flows))
            .allowed_o_auth_flows_user_pool_client(settings.flows_enabled)
            .set_read_attributes(given(&settings.read_attributes))
            .set_write_attributes(given(&settings.write_attributes))
            .set_supported_identity_providers(given(&settings.providers))
            .set_refresh_token_validity(days)
            .set_access_token_validity(kept.access_token_validity)
            .set_id_token_validity(kept.id_token_validity)
            .set_token_validity_units(kept.token_validity_units)
            .set_explicit_auth_flows(kept.explicit_auth_flows)
            .set_default_redirect_uri(kept.default_redirect_uri)
            .set_analytics_configuration(kept.analytics_configuration)
            .set_prevent_user_existence_errors(kept.prevent_user_existence_errors)
            .set_enable_token_revocation(kept.enable_token_revocation)
            .set_enable_propagate_additional_user_context_data(
                kept.enable_propagate_additional_user_context_data,
            )
            .set_auth_session_validity(kept.auth_session_validity)
            .set_refresh_token_rotation(kept.refresh_token_rotation)
    }};
}

/// A list; an empty one is not sent, and is Cognito's default.
fn given(list: &[String]) -> Option<Vec<String>> {
    (!list.is_empty()).then(|| list.to_vec())
}

#[async_trait]
impl UserPoolWriter for AwsUserPools {
    async fn create_pool(
        &self,
        name: &UserPoolName,
        schema: &[SchemaAttribute],
        settings: &PoolSettings,
    ) -> PortResult<UserPoolId> {
        const OPERATION: &str = "CreateUserPool";
        let kept = kept(self.line, OPERATION, &settings.other)?;
        let schema = schema.iter().map(convert::schema).collect();
        let call = self.client.create_user_pool().pool_name(name.as_str());
        let call = pool_settings!(call.set_schema(Some(schema)), settings, kept);
        let call = call.customize().config_override(once());
        let sent = call.map_request(validity::in_one_place).send().await;
        let answer = sent.map_err(self.line.failed(OPERATION))?;
        let pool = present(answer.user_pool, "the pool that was made");
        self.readable(OPERATION, pool.and_then(|pool| convert::pool_id(pool.id)))
    }

    async fn update_pool(&self, pool: &UserPoolId, settings: &PoolSettings) -> PortResult<()> {
        const OPERATION: &str = "UpdateUserPool";
        let kept: UserPoolType = kept(self.line, OPERATION, &settings.other)?;
        let call = self.client.update_user_pool().user_pool_id(pool.as_str());
        let call = call.set_pool_name(kept.name.clone());
        let call = pool_settings!(call, settings, kept).customize();
        let sent = call.map_request(validity::in_one_place).send().await;
        sent.map_err(self.line.failed(OPERATION)).map(drop)
    }

    async fn add_attributes(
        &self,
        pool: &UserPoolId,
        attributes: &[SchemaAttribute],
    ) -> PortResult<()> {
        const OPERATION: &str = "AddCustomAttributes";
        let attributes = attributes.iter().map(convert::schema).collect();
        let call = self.client.add_custom_attributes();
        let call = call.user_pool_id(pool.as_str());
        let call = call.set_custom_attributes(Some(attributes)).customize();
        let sent = call.config_override(once()).send().await;
        sent.map_err(self.line.failed(OPERATION)).map(drop)
    }

    async fn delete_pool(&self, pool: &UserPoolId) -> PortResult<()> {
        const OPERATION: &str = "DeleteUserPool";
        let call = self.client.delete_user_pool().user_pool_id(pool.as_str());
        let sent = call.send().await;
        sent.map_err(self.line.failed(OPERATION)).map(drop)
    }

    async fn create_domain(&self, request: &DomainRequest) -> PortResult<()> {
        const OPERATION: &str = "CreateUserPoolDomain";
        let kept: DomainDescriptionType = kept(self.line, OPERATION, &request.other)?;
        let own = convert::own_domain(request, kept.custom_domain_config.as_ref());
        let own = own.map_err(|why| self.line.not_sent(OPERATION, &why.to_string()))?;
        let call = self.client.create_user_pool_domain();
        let call = call
            .domain(&request.name)
            .user_pool_id(request.pool.as_str())
            .managed_login_version(kept.managed_login_version.unwrap_or(CLASSIC))
            .set_custom_domain_config(own)
            .set_routing(kept.routing);
        let sent = call.customize().config_override(once()).send().await;
        sent.map_err(self.line.failed(OPERATION)).map(drop)
    }

    async fn update_domain(&self, request: &DomainRequest) -> PortResult<()> {
        const OPERATION: &str = "UpdateUserPoolDomain";
        let kept: DomainDescriptionType = kept(self.line, OPERATION, &request.other)?;
        let own = convert::own_domain(request, kept.custom_domain_config.as_ref());
        let own = own.map_err(|why| self.line.not_sent(OPERATION, &why.to_string()))?;
        if own.is_none() {
            let why = "a prefix has no certificate that could be changed";
            return Err(self.line.not_sent(OPERATION, why));
        }
        let call = self.client.update_user_pool_domain();
        let call = call
            .domain(&request.name)
            .user_pool_id(request.pool.as_str())
            .set_managed_login_version(kept.managed_login_version)
            .set_custom_domain_config(own)
            .set_routing(kept.routing);
        let sent = call.send().await;
        sent.map_err(self.line.failed(OPERATION)).map(drop)
    }

    async fn delete_domain(&self, pool: &UserPoolId, name: &str) -> PortResult<()> {
        const OPERATION: &str = "DeleteUserPoolDomain";
        let call = self.client.delete_user_pool_domain();
        let call = call.user_pool_id(pool.as_str()).domain(name);
        let sent = call.send().await;
        sent.map_err(self.line.failed(OPERATION)).map(drop)
    }

    async fn create_provider(&self, request: &ProviderRequest) -> PortResult<()> {
        self.make_provider(request).await
    }

    async fn update_provider(&self, request: &ProviderRequest) -> PortResult<()> {
        self.set_provider(request).await
    }

    async fn delete_provider(&self, pool: &UserPoolId, name: &ProviderName) -> PortResult<()> {
        const OPERATION: &str = "DeleteIdentityProvider";
        let call = self.client.delete_identity_provider();
        let call = call.user_pool_id(pool.as_str());
        let sent = call.provider_name(name.as_str()).send().await;
        sent.map_err(self.line.failed(OPERATION)).map(drop)
    }

    async fn create_client(
        &self,
        pool: &UserPoolId,
        settings: &AppClientSettings,
    ) -> PortResult<AppClientId> {
        const OPERATION: &str = "CreateUserPoolClient";
        let kept = kept(self.line, OPERATION, &settings.other)?;
        let call = self.client.create_user_pool_client();
        let call = call.user_pool_id(pool.as_str()).generate_secret(true);
        let call = client_settings!(call, settings, kept);
        let sent = call.customize().config_override(once()).send().await;
        let answer = sent.map_err(self.line.failed(OPERATION))?;
        let made = answer.user_pool_client.and_then(|client| client.client_id);
        let id = present(made, "the id of the client that was made");
        self.readable(OPERATION, id.map(AppClientId))
    }

    async fn update_client(
        &self,
        pool: &UserPoolId,
        id: &AppClientId,
        settings: &AppClientSettings,
    ) -> PortResult<()> {
        const OPERATION: &str = "UpdateUserPoolClient";
        let kept = kept(self.line, OPERATION, &settings.other)?;
        let call = self.client.update_user_pool_client();
        let call = call.user_pool_id(pool.as_str()).client_id(&id.0);
        let sent = client_settings!(call, settings, kept).send().await;
        sent.map_err(self.line.failed(OPERATION)).map(drop)
    }

    async fn delete_client(&self, pool: &UserPoolId, id: &AppClientId) -> PortResult<()> {
        const OPERATION: &str = "DeleteUserPoolClient";
        let call = self.client.delete_user_pool_client();
        let call = call.user_pool_id(pool.as_str()).client_id(&id.0);
        let sent = call.send().await;
        sent.map_err(self.line.failed(OPERATION)).map(drop)
    }
}
