//! Mocks of the ports that tell of products' templates and terms.

use async_trait::async_trait;

use crate::port::PortResult;
use crate::port::catalog::{PathId, ProductId, VersionId};
use crate::port::product_terms::{ProductTermsReader, TagOptions};
use crate::port::stack::{StackArn, TemplateSource};
use crate::port::stack_template::StackTemplateReader;

mockall::mock! {
    /// A mock of [`ProductTermsReader`](crate::port::product_terms::ProductTermsReader).
    #[derive(Debug)]
    pub ProductTermsReader {}

    #[async_trait]
    impl ProductTermsReader for ProductTermsReader {
        async fn tag_options(
            &self,
            product: &ProductId,
            version: &VersionId,
            path: &PathId,
        ) -> PortResult<TagOptions>;
        async fn template(
            &self,
            product: &ProductId,
            version: &VersionId,
        ) -> PortResult<Option<TemplateSource>>;
    }
}

mockall::mock! {
    /// A mock of [`StackTemplateReader`](crate::port::stack_template::StackTemplateReader).
    #[derive(Debug)]
    pub StackTemplateReader {}

    #[async_trait]
    impl StackTemplateReader for StackTemplateReader {
        async fn template_of(&self, stack: &StackArn) -> PortResult<String>;
    }
}
