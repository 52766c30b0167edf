package fangxian.demo.data

import fangxian.FangxianException
import fangxian.HazardDraft
import fangxian.Ledger
import fangxian.Position
import fangxian.RecordId
import fangxian.demo.records.Alike
import fangxian.demo.records.Report
import fangxian.demo.records.Reporting
import fangxian.demo.records.Shows
import fangxian.likelyDuplicatesOf
import fangxian.reportHazard
import fangxian.site

/** Reporting, with the ledger: photos and voice become attachments of the record. */
internal class LedgerReporting(private val ledger: Ledger) : Reporting {
    override suspend fun alike(report: Report): List<Alike> = telling {
        ledger.likelyDuplicatesOf(report.draft).map { ledger.alike(it) }
    }

    override suspend fun save(report: Report): String =
        telling { ledger.reportHazard(report.draft).record.text }

    override suspend fun siteName(site: String): String? = telling {
        try {
            ledger.site(RecordId(site)).face.title
        } catch (_: FangxianException.NotFound) {
            null
        } catch (_: FangxianException.BadInput) {
            null
        }
    }
}

private val Report.draft: HazardDraft
    get() {
        val (north, east) = latitude to longitude
        return HazardDraft(
            title = title,
            place = place,
            site = site?.let(::RecordId),
            position = if (north != null && east != null) Position(north, east) else null,
            suspectMajor = suspectMajor,
            attachments = photos.map { it.attachment(Shows.BEFORE.role) } +
                listOfNotNull(voice?.attachment(Shows.VOICE.role)),
        )
    }
