// The modules: only `data` may see the bindings (`fangxian`), only `app` may see Android's screens.
pluginManagement {
    repositories {
        google()
        mavenCentral()
        gradlePluginPortal()
    }
}

dependencyResolutionManagement {
    repositoriesMode = RepositoriesMode.FAIL_ON_PROJECT_REPOS
    repositories {
        google()
        mavenCentral()
    }
}

rootProject.name = "fangxian-demo"
include(":app", ":data", ":models", ":fangxian")
