//! The only crate that will say `uniffi`: one-line delegations to the ledger for Kotlin, Swift and
//! Python. Empty until the bindings are built.
