//! What may be done with a product in each state that it and its stack can be in, and what that
//! could lose.
//!
//! The steps decide from this table and from nothing else; `docs/recovery.md` is made from it.

use crate::port::catalog::ProvisionedProductStatus as Product;
use crate::port::stack::{StackGroup, StackStatus};

/// What removing a product in its state could lose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Loss {
    /// Nothing: of what the stack made, nothing is left.
    Nothing,
    /// Resources that hold no data: of a creation that never ended, or of a component that keeps
    /// its data elsewhere.
    Stateless,
    /// Data: databases, indexes, buckets.
    Data,
}

impl Loss {
    /// The same for a component, which may hold no data at all.
    #[must_use]
    pub fn of_component(self, holds_data: bool) -> Self {
        if holds_data {
            self
        } else {
            self.min(Self::Stateless)
        }
    }

    /// The words shown to people: `data`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Stateless => "resources without data",
            Self::Data => "data",
        }
    }
}

/// What only a person can mend.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mend {
    /// Continue the rollback that failed, in the `CloudFormation` console, once what its events
    /// name is mended.
    ContinueRollback,
    /// Execute or delete the plan that somebody made, in the Service Catalog console.
    EndPlan,
    /// Look: this version does not know the state.
    Look,
}

impl Mend {
    /// What to do, in words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ContinueRollback => "a person continues the rollback",
            Self::EndPlan => "a person executes or deletes the plan",
            Self::Look => "a person looks at it",
        }
    }
}

/// What a deployment may do with a product that is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Deploying {
    /// Compare it with what is wanted, and update it where they differ.
    Compare,
    /// Remove it, with consent, and launch it again.
    Clear(Loss),
    /// Follow the operation that runs if it is ours, else wait until it has ended.
    Follow,
    /// Wait until its stack, which moves by itself, has come to rest.
    Wait,
    /// Look again: AWS does not show its stack yet.
    LookAgain,
    /// Nothing, until a person has mended it.
    Person(Mend),
}

/// What a removal may do with a product that is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Removing {
    /// Remove it, with consent where it holds data.
    Remove(Loss),
    /// Follow the operation that runs if it is ours, else wait until it has ended.
    Follow,
    /// Wait until its stack, which moves by itself, has come to rest.
    Wait,
    /// Nothing, until a person has mended it.
    Person(Mend),
}

/// What may be done with a product in its state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Recovery {
    /// By a deployment.
    pub deploy: Deploying,
    /// By a removal.
    pub remove: Removing,
}

impl Recovery {
    /// What may be done with a product in state `product` whose stack is in state `stack`; `None`
    /// for a stack that is not there, or not shown.
    pub fn of(product: Product, stack: Option<StackStatus>) -> Self {
        match product {
            Product::UnderChange => Self {
                deploy: Deploying::Follow,
                remove: Removing::Follow,
            },
            Product::PlanInProgress => Self::person(Mend::EndPlan),
            Product::Unknown => Self::person(Mend::Look),
            Product::Available | Product::Tainted => Self::of_stack(stack, Deploying::LookAgain),
            // A launch that failed before there was a stack.
            Product::Error if stack.is_none() => Self {
                deploy: Deploying::Clear(Loss::Nothing),
                remove: Removing::Remove(Loss::Nothing),
            },
            Product::Error => Self::of_error(stack),
        }
    }

    fn person(mend: Mend) -> Self {
        Self {
            deploy: Deploying::Person(mend),
            remove: Removing::Person(mend),
        }
    }

    /// A product that Service Catalog lets be updated.
    fn of_stack(stack: Option<StackStatus>, unseen: Deploying) -> Self {
        let Some(stack) = stack else {
            return Self {
                deploy: unseen,
                remove: Removing::Remove(Loss::Data),
            };
        };
        let remove = Removing::Remove(at_stake(stack));
        let clear = Deploying::Clear(at_stake(stack));
        let deploy = match (stack.group(), stack) {
            (StackGroup::InProgress, _) => {
                return Self {
                    deploy: Deploying::Wait,
                    remove: Removing::Wait,
                };
            }
            (StackGroup::Unknown, _) => return Self::person(Mend::Look),
            (StackGroup::Complete | StackGroup::RolledBack, _) | (_, StackStatus::UpdateFailed) => {
                Deploying::Compare
            }
            (StackGroup::DeadEnd | StackGroup::Gone, _)
            | (
                _,
                StackStatus::DeleteFailed | StackStatus::CreateFailed | StackStatus::RollbackFailed,
            ) => clear,
            // What runs may be half old, half new, and has its data: not to be removed for that.
            (StackGroup::Failed, _) => Deploying::Person(Mend::ContinueRollback),
        };
        Self { deploy, remove }
    }

    /// A product that Service Catalog lets be removed only.
    fn of_error(stack: Option<StackStatus>) -> Self {
        let of_stack = Self::of_stack(stack, Deploying::LookAgain);
        match (of_stack, stack) {
            (
                Self {
                    deploy: Deploying::Compare,
                    remove,
                },
                Some(stack),
            ) => Self {
                deploy: Deploying::Clear(at_stake(stack)),
                remove,
            },
            (other, _) => other,
        }
    }
}

/// What a stack in this state could lose when it is deleted.
fn at_stake(stack: StackStatus) -> Loss {
    match stack {
        StackStatus::RollbackComplete
        | StackStatus::ReviewInProgress
        | StackStatus::DeleteComplete => Loss::Nothing,
        StackStatus::CreateFailed | StackStatus::RollbackFailed => Loss::Stateless,
        _ => Loss::Data,
    }
}

#[cfg(test)]
mod tests;
