//! R12 once the platform runs, or while it is made: what a person and AWS still have to do before mail
//! is sent.

use std::sync::Arc;

use crate::check::rows::{MailSenderCheck, ProductionAccessCheck};
use crate::check::{Check, FollowUp};
use crate::deployment::{Deployment, target_step};
use crate::plan::{Step, StepId};

/// The sender verified, and sending (R12); out of the sandbox too, where nobody asks for production access.
const SENDER: &str = "mail-sender";
/// AWS's answer to the request for production access (R12).
const PRODUCTION_ACCESS: &str = "mail-production-access";

impl Deployment {
    /// What is open about the platform's mail, as follow-ups that SES shows to be done. They come after
    /// the check of the credentials alone: whoever follows a link, or waits for AWS's answer, may do
    /// so while the products are made.
    pub(super) fn mail_tasks(&self) -> Vec<Arc<dyn Step>> {
        let first = target_step(self.data_layer.target().name);
        let part = |id: &'static str, check: Arc<dyn Check>| {
            let step = FollowUp::new(StepId::known(id), check, [first.clone()]);
            Arc::new(step) as Arc<dyn Step>
        };
        let sender = part(SENDER, Arc::new(MailSenderCheck::of(self)));
        let access = ProductionAccessCheck::of(self);
        let access = access.map(|check| part(PRODUCTION_ACCESS, Arc::new(check)));
        std::iter::once(sender).chain(access).collect()
    }
}
