//! Single sign-on for the TetraScience data platform through Amazon Cognito.
