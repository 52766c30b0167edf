package fangxian.demo.data

import fangxian.HostException
import fangxian.KeyStore
import fangxian.Ledger
import fangxian.NetworkPolicy
import fangxian.NetworkUse
import fangxian.OpenOptions
import fangxian.demo.records.Hazards
import fangxian.demo.records.Myself
import fangxian.demo.records.Reporting
import fangxian.demo.records.Syncing
import fangxian.demo.records.Trainings
import java.io.File

/** The one ledger of this app, as its screens know it. This folder alone names the bindings. */
class OpenRecords private constructor(private val ledger: Ledger) : AutoCloseable {
    val hazards: Hazards = LedgerHazards(ledger)
    val reporting: Reporting = LedgerReporting(ledger)
    val trainings: Trainings = LedgerTrainings(ledger)
    val syncing: Syncing = LedgerSyncing(ledger)
    val myself: Myself = LedgerMyself(ledger)

    override fun close() = ledger.close()

    companion object {
        /** Opens the ledger in [folder]. Without a [secret] store the key lies in the folder. */
        suspend fun open(folder: File, secret: SecretStore?, wire: Wire): OpenRecords = telling {
            val options = OpenOptions(keyStore = secret?.let(::Kept), network = Policy(wire))
            OpenRecords(Ledger.open(folder, options))
        }
    }
}

/** Keeps the device's secret so that no backup takes it to another phone. */
interface SecretStore {
    fun load(): ByteArray?

    fun save(secret: ByteArray)
}

/** Whether large files may travel now. */
fun interface Wire {
    fun mayCarryFiles(): Boolean
}

private class Kept(private val store: SecretStore) : KeyStore {
    override fun load(): ByteArray? = keeping(store::load)

    override fun save(secret: ByteArray) = keeping { store.save(secret) }

    private fun <T> keeping(work: () -> T): T = try {
        work()
    } catch (error: Exception) {
        // The kind of failure, never its text: that may name what is kept.
        throw HostException.Failed(error.javaClass.simpleName)
    }
}

private class Policy(private val wire: Wire) : NetworkPolicy {
    override fun permits(purpose: NetworkUse, uploadBytes: ULong): Boolean = when (purpose) {
        NetworkUse.EXCHANGE, NetworkUse.SNAPSHOT -> true
        NetworkUse.ATTACHMENT -> wire.mayCarryFiles()
    }
}
