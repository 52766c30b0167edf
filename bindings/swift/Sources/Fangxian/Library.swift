/// Makes sure, before anything is asked of it, that the library is of one build with these sources.
/// Later it would be too late: a call to a library of another build may do anything.
func requireOneBuild() throws {
    switch initializationResult {
    case .ok: break
    case .contractVersionMismatch: throw ofAnotherBuild("contract version mismatch")
    case .apiChecksumMismatch: throw ofAnotherBuild("API checksum mismatch")
    }
    let found = libraryVersion()
    guard found == Ledger.version else {
        throw FangxianError.Reopen(
            reasonZh: "防线 \(Ledger.version) 配上了 \(found) 的程序库,请安装同一版本。",
            reason: "fangxian \(Ledger.version) found the library of \(found): install both of one version")
    }
}

private func ofAnotherBuild(_ why: String) -> FangxianError {
    .Reopen(
        reasonZh: "防线 \(Ledger.version) 的源码与程序库对不上,请从同一次构建里取。",
        reason: "fangxian \(Ledger.version): sources and library are not of one build (\(why)): "
            + "take both from one build")
}
