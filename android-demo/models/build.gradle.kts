// The screens' models: plain Kotlin, no Android and no bindings.
plugins { alias(libs.plugins.kotlin.jvm) }

kotlin { jvmToolchain(17) }

dependencies {
    api(libs.kotlinx.coroutines.core)
    implementation(libs.zxing)
    testImplementation(libs.junit)
    testImplementation(libs.kotlin.test)
}
