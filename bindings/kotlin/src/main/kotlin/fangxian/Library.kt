package fangxian

/**
 * Makes sure, before anything is asked of it, that the library is there and of one build with these
 * sources. Later it would be too late: a call to a library of another build may do anything.
 */
internal fun requireOneBuild() {
    val version = Ledger.VERSION
    val found = try {
        uniffiEnsureInitialized()
        libraryVersion()
    } catch (error: LinkageError) {
        val why = generateSequence<Throwable>(error) { it.cause }.last().message
        throw FangxianException.Reopen(
            "防线 $version 的源码与程序库对不上,请从同一次构建里取。",
            "fangxian $version: sources and library are not of one build ($why): take both from one build",
        ).initCause(error)
    }
    if (found != version) {
        throw FangxianException.Reopen(
            "防线 $version 配上了 $found 的程序库,请安装同一版本。",
            "fangxian $version found the library of $found: install both of one version",
        )
    }
}
