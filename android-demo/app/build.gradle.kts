// The app: screens, the activity, and what only Android has.
plugins {
    alias(libs.plugins.android.application)
    alias(libs.plugins.kotlin.android)
    alias(libs.plugins.kotlin.compose)
}

android {
    namespace = "fangxian.demo"
    compileSdk = 35

    defaultConfig {
        applicationId = "fangxian.demo"
        minSdk = 26
        targetSdk = 35
        versionCode = 1
        versionName = "0.1.0"
    }

    buildTypes {
        release {
            isMinifyEnabled = true
            isShrinkResources = true
            proguardFiles(getDefaultProguardFile("proguard-android-optimize.txt"), "rules.pro")
        }
    }

    // One APK for each kind of phone: nobody downloads the others' library.
    splits {
        abi {
            isEnable = true
            reset()
            include("arm64-v8a", "armeabi-v7a", "x86_64")
            isUniversalApk = false
        }
    }

    androidResources { localeFilters += listOf("zh", "en") }
    buildFeatures { compose = true }

    sourceSets["test"].kotlin.srcDir("../../bindings/kotlin/src/centre/kotlin")

    testOptions.unitTests {
        isIncludeAndroidResources = true
        all {
            val built = rootDir.resolve("../target/debug")
            it.workingDir = rootDir
            it.systemProperty("jna.library.path", built.path)
            it.systemProperty("robolectric.pixelCopyRenderMode", "hardware")
            it.environment("FANGXIAN_SERVER_BIN", built.resolve("fangxian-server").path)
        }
    }

    lint {
        warningsAsErrors = true
        checkDependencies = true
        // Versions are chosen in the catalogue, where a test compares them.
        disable += listOf("GradleDependency", "AndroidGradlePluginVersion", "OldTargetApi")
    }
}

kotlin { jvmToolchain(17) }

/** The goal is 20 MB for each kind of phone; a larger APK does not build. */
val apkBytesMax = 20L * 1024 * 1024

tasks.register("checkApkSize") {
    description = "Refuses a release APK above the budget."
    dependsOn("assembleRelease")
    val folder = layout.buildDirectory.dir("outputs/apk/release")
    doLast {
        val apks = folder.get().asFile.listFiles { file -> file.extension == "apk" }.orEmpty()
        check(apks.isNotEmpty()) { "no APK in ${folder.get()}" }
        for (apk in apks) check(apk.length() <= apkBytesMax) { "$apk has ${apk.length()} bytes" }
    }
}

dependencies {
    implementation(project(":models"))
    implementation(project(":data"))
    implementation(libs.kotlinx.coroutines.android)
    implementation(libs.compose.ui)
    implementation(libs.compose.foundation)
    implementation(libs.compose.icons)
    implementation(libs.compose.material3)
    implementation(libs.activity.compose)
    implementation(libs.core)
    implementation(libs.lifecycle.runtime.compose)
    implementation(libs.lifecycle.viewmodel)
    implementation(libs.work.runtime)
    debugImplementation(libs.compose.ui.test.manifest)
    testImplementation(project(":fangxian"))
    testImplementation(libs.jna)
    testImplementation(libs.junit)
    testImplementation(libs.kotlin.test)
    testImplementation(libs.robolectric)
    testImplementation(libs.androidx.test.core)
    testImplementation(libs.compose.ui.test)
}
