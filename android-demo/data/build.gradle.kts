// The ledger behind the interfaces of `models`: the only module that sees the bindings.
plugins {
    alias(libs.plugins.android.library)
    alias(libs.plugins.kotlin.android)
}

android {
    namespace = "fangxian.demo.data"
    compileSdk = 35
    defaultConfig { minSdk = 26 }
    sourceSets["test"].kotlin.srcDir("../../bindings/kotlin/src/centre/kotlin")
    testOptions.unitTests.all {
        // The library and the centre as `cargo build` leaves them.
        val built = rootDir.resolve("../target/debug")
        it.systemProperty("jna.library.path", built.path)
        it.environment("FANGXIAN_SERVER_BIN", built.resolve("fangxian-server").path)
    }
}

kotlin { jvmToolchain(17) }

dependencies {
    api(project(":models"))
    implementation(project(":fangxian"))
    implementation(libs.kotlinx.coroutines.core)
    implementation(libs.jna) { artifact { type = "aar" } }
    testImplementation(libs.jna)
    testImplementation(libs.junit)
    testImplementation(libs.kotlin.test)
}
