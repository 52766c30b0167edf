// The AAR of the ledger, as `cargo xtask android aar` leaves it.
configurations.maybeCreate("default")
artifacts.add("default", file("../../target/android/fangxian.aar"))
