//! A request to leave SES's sandbox (R12).

use crate::ids::HttpsUrl;
use crate::port::mail;
use crate::spec::declare::{choice, record};
use crate::spec::words::UseCase;

record! {
    /// What AWS is told by whoever asks to leave the sandbox. AWS decides, in a day or so.
    ProductionAccess {
        /// The website of the company that sends the mails.
        website: HttpsUrl,
        /// What the mails are for; people at AWS read it.
        use_case: UseCase,
        /// What kind of mail is sent most. Default: transactional.
        mail_type: Option<MailType>,
        /// The language of AWS's answer. Default: english.
        language: Option<ContactLanguage>,
    }
}

choice! {
    /// What kind of mail is sent most.
    MailType {
        /// One mail to one person, who did something before: invitations, alerts.
        "transactional" => Transactional,
        /// One mail to many.
        "marketing" => Marketing,
    }
}

choice! {
    /// The language of AWS's answer.
    ContactLanguage {
        /// English.
        "english" => English,
        /// Japanese.
        "japanese" => Japanese,
    }
}

impl From<ProductionAccess> for mail::ProductionAccess {
    fn from(request: ProductionAccess) -> Self {
        Self {
            mail_type: match request.mail_type {
                None | Some(MailType::Transactional) => mail::MailType::Transactional,
                Some(MailType::Marketing) => mail::MailType::Marketing,
            },
            website: request.website,
            use_case: request.use_case.into(),
            language: match request.language {
                None | Some(ContactLanguage::English) => mail::ContactLanguage::En,
                Some(ContactLanguage::Japanese) => mail::ContactLanguage::Ja,
            },
        }
    }
}
