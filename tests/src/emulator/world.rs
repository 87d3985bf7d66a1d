//! What a test does to the emulator's world, and what it is told of it.

use std::collections::BTreeMap;
use std::io::{Error, Result};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use ts_deploy_core::sim::{PORTFOLIO, SimProduct, documented};
use ts_deploy_core::target::Target;

use super::Emulator;

/// An access key of a user.
#[derive(Clone, Deserialize)]
pub struct Keys {
    /// The user's ARN.
    pub arn: String,
    access_key_id: String,
    secret_access_key: String,
}

impl Keys {
    /// The variables in which AWS tools find it.
    pub fn variables(&self) -> [(&'static str, &str); 2] {
        [
            ("AWS_ACCESS_KEY_ID", &self.access_key_id),
            ("AWS_SECRET_ACCESS_KEY", &self.secret_access_key),
        ]
    }

    /// With the target they are for.
    pub(super) fn told(&self, target: &Target) -> Value {
        json!({
            "account": target.account,
            "region": target.region,
            "access_key_id": self.access_key_id,
            "secret_access_key": self.secret_access_key,
        })
    }

    /// The same as a profile in a file of credentials.
    pub fn profile(&self, name: &str) -> String {
        let (id, secret) = (&self.access_key_id, &self.secret_access_key);
        format!("[{name}]\naws_access_key_id = {id}\naws_secret_access_key = {secret}\n")
    }
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Keys({})", self.arn)
    }
}

/// A portfolio as the vendor shares it.
#[derive(Clone, Debug)]
pub struct Portfolio {
    /// Its name.
    pub name: String,
    /// Its products.
    pub products: Vec<SimProduct>,
}

/// The vendor's portfolio with the two documented products, as the simulated cloud declares them.
pub fn portfolio() -> Portfolio {
    Portfolio {
        name: PORTFOLIO.to_owned(),
        products: documented(),
    }
}

/// A product as it was offered: the ids that a call names.
#[derive(Clone, Debug, Deserialize)]
pub struct Offered {
    /// The product's name.
    pub name: String,
    /// Its id.
    pub id: String,
    /// The id of the launch path.
    pub path: String,
    /// The ids of its versions, by their names.
    pub versions: BTreeMap<String, String>,
}

/// Makes the calls of one operation those of a careless caller: a mutant of whoever calls, made on
/// the way to the emulator.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Careless<'a> {
    /// The operation.
    pub operation: &'a str,
    /// Members that are not sent.
    pub leave_out: &'a [&'a str],
    /// Members that are sent, whatever the caller sends.
    pub send: BTreeMap<&'a str, Value>,
    /// Members that are sent with a new value each time.
    pub anew: &'a [&'a str],
    /// True when parameters that keep their previous value are not sent.
    pub forget_previous: bool,
    /// Members of the answer that are not seen.
    pub overlook: &'a [&'a str],
    /// Texts of the answer, and what each is taken for.
    pub misread: BTreeMap<&'a str, &'a str>,
    /// Headers that are not sent; a rule that has some changes nothing else of the call.
    pub without_headers: &'a [&'a str],
    /// An operation of the same service that is called in the place of it, with the same members.
    pub instead: Option<&'a str>,
}

/// Something that goes wrong in the emulator's world at the next operation it fits.
#[derive(Clone, Debug)]
pub struct Fault<'a> {
    /// `resource_fails`, `delete_fails` or `stalls`.
    pub kind: &'a str,
    /// The provisioned product, or the stack of one's own.
    pub product: &'a str,
    /// The resource: `Database/Instance`, or a name in the template.
    pub resource: &'a str,
    /// What its event says.
    pub reason: &'a str,
}

/// A call as the emulator saw it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct LoggedCall {
    /// The service's name in signatures.
    pub service: String,
    /// The operation.
    pub operation: String,
    /// The account that the keys belong to.
    pub account: Option<String>,
    /// True unless the operation's name says that it only reads.
    pub changing: bool,
    /// `answered`, `throttled`, `lost` or `refused`.
    pub fate: String,
}

fn read<T: serde::de::DeserializeOwned>(value: &Value) -> Result<T> {
    T::deserialize(value).map_err(Error::other)
}

impl Emulator {
    /// Empties the world: accounts, keys and the log of calls too.
    ///
    /// # Errors
    /// When the emulator does not answer.
    pub fn reset(&self) -> Result<()> {
        self.control("reset", &json!({})).map(drop)
    }

    /// Makes a user with an access key in the target's account.
    ///
    /// # Errors
    /// When the emulator does not answer, or the user is there.
    pub fn user(&self, target: &Target, name: &str) -> Result<Keys> {
        let members = json!({"account": target.account, "region": target.region, "user": name});
        read(&self.control("account", &members)?)
    }

    /// Makes a further access key for a user that is there.
    ///
    /// # Errors
    /// When the emulator does not answer, or there is no such user.
    pub fn another_key(&self, target: &Target, name: &str) -> Result<Keys> {
        let members = json!({"account": target.account, "region": target.region, "user": name});
        read(&self.control("key", &members)?)
    }

    /// From now on answers calls with this key that its time is over.
    ///
    /// # Errors
    /// When the emulator does not answer.
    pub fn end(&self, keys: &Keys) -> Result<()> {
        self.control("end", &json!({"access_key_id": keys.access_key_id}))
            .map(drop)
    }

    /// Shares a portfolio with the target's account, taken in for `keys`' user already.
    ///
    /// # Errors
    /// When the emulator does not answer.
    pub fn offer(&self, target: &Target, keys: &Keys, offer: &Portfolio) -> Result<Vec<Offered>> {
        let members = json!({
            "account": target.account,
            "region": target.region,
            "portfolio": offer.name,
            "products": offer.products,
            "principals": [keys.arn],
        });
        read(&self.control("offer", &members)?["products"])
    }

    /// Shares a portfolio with the target's account and nothing more, under this code or one of the
    /// emulator's; answers with the code, which is its id.
    ///
    /// # Errors
    /// When the emulator does not answer.
    pub fn share(&self, target: &Target, offer: &Portfolio, code: Option<&str>) -> Result<String> {
        let members = json!({
            "account": target.account,
            "region": target.region,
            "portfolio": offer.name,
            "products": offer.products,
            "code": code,
        });
        read(&self.control("offer", &members)?["portfolio"])
    }

    /// From now on searches in the target find no provisioned product that they did not find before.
    ///
    /// # Errors
    /// When the emulator does not answer.
    pub fn let_the_index_sleep(&self, target: &Target) -> Result<()> {
        let members = json!({
            "account": target.account,
            "region": target.region,
            "sleeps": true,
        });
        self.control("index", &members).map(drop)
    }

    /// Lets something go wrong, once.
    ///
    /// # Errors
    /// When the emulator does not answer.
    pub fn fault(&self, fault: &Fault<'_>) -> Result<()> {
        let members = json!({
            "kind": fault.kind,
            "product": fault.product,
            "resource": fault.resource,
            "reason": fault.reason,
        });
        self.control("fault", &members).map(drop)
    }

    /// From now on the calls of an operation are a careless caller's.
    ///
    /// # Errors
    /// When the emulator does not answer, or knows no such carelessness.
    pub fn careless(&self, rule: &Careless<'_>) -> Result<()> {
        let members = serde_json::to_value(rule)?;
        self.control("careless", &members).map(drop)
    }

    /// From now on nobody is careless.
    ///
    /// # Errors
    /// When the emulator does not answer.
    pub fn careful(&self) -> Result<()> {
        self.control("careful", &json!({})).map(drop)
    }

    /// Lets the next call of an operation have its effect, and holds back its answer.
    ///
    /// # Errors
    /// When the emulator does not answer.
    pub fn hold(&self, operation: &str) -> Result<()> {
        self.control("hold", &json!({"operation": operation}))
            .map(drop)
    }

    /// True when a call came in whose answer is held back.
    ///
    /// # Errors
    /// When the emulator does not answer.
    pub fn is_holding(&self) -> Result<bool> {
        Ok(self.control("held", &json!({}))?["held"] == 1)
    }

    /// Answers what is held back.
    ///
    /// # Errors
    /// When the emulator does not answer.
    pub fn let_go(&self) -> Result<()> {
        self.control("let_go", &json!({})).map(drop)
    }

    /// From now on throttles so many calls in a hundred, and loses the answers of so many after
    /// their effect; which, is decided by `seed`.
    ///
    /// # Errors
    /// When the emulator does not answer.
    pub fn chaos(&self, seed: u32, throttle: u32, lose: u32) -> Result<()> {
        let members = json!({"seed": seed, "throttle": throttle, "lose": lose});
        self.control("chaos", &members).map(drop)
    }

    /// From now on time moves on by so many seconds whenever a running operation is looked at.
    ///
    /// # Errors
    /// When the emulator does not answer.
    pub fn seconds_per_look(&self, seconds: u32) -> Result<()> {
        self.control("clock", &json!({"per_look": seconds}))
            .map(drop)
    }

    /// How many launches were accepted in the target, by the name of the provisioned product.
    ///
    /// # Errors
    /// When the emulator does not answer.
    pub fn launches(&self, target: &Target) -> Result<BTreeMap<String, u32>> {
        let members = json!({"account": target.account, "region": target.region});
        read(&self.control("launches", &members)?["launches"])
    }

    /// The values that a provisioned product's stack was given, masked by nothing.
    ///
    /// # Errors
    /// When the emulator does not answer, or there is no such product.
    pub fn given(&self, target: &Target, product: &str) -> Result<BTreeMap<String, String>> {
        let members = json!({
            "account": target.account,
            "region": target.region,
            "product": product,
        });
        read(&self.control("given", &members)?)
    }

    /// How many calls came in since the log was last emptied.
    ///
    /// # Errors
    /// When the emulator does not answer.
    pub fn count(&self) -> Result<u64> {
        read(&self.control("count", &json!({}))?["calls"])
    }

    /// All that was made in the target: the stacks by their names, with what they were given, give and
    /// hold, and the values of every version of the parameters, masked by nothing.
    ///
    /// # Errors
    /// When the emulator does not answer.
    pub fn stands(&self, target: &Target) -> Result<Value> {
        let members = json!({"account": target.account, "region": target.region});
        self.control("stands", &members)
    }

    /// Lets so many seconds pass.
    ///
    /// # Errors
    /// When the emulator does not answer.
    pub fn skip(&self, seconds: u32) -> Result<()> {
        self.control("clock", &json!({"skip": seconds})).map(drop)
    }

    /// The calls so far; the log is empty afterwards.
    ///
    /// # Errors
    /// When the emulator does not answer.
    pub fn calls(&self) -> Result<Vec<LoggedCall>> {
        read(&self.control("log", &json!({"clear": true}))?["calls"])
    }
}
