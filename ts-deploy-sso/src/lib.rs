//! Single sign-on for the `TetraScience` data platform through Amazon Cognito.
//!
//! Nothing is here yet. What belongs here: the user pool, its client, domain and identity provider
//! as a typed builder, and the steps that make them and restart the two services.
