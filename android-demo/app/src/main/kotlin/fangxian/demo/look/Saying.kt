package fangxian.demo.look

import androidx.compose.runtime.Composable
import androidx.compose.ui.platform.LocalConfiguration
import androidx.compose.ui.res.stringResource
import fangxian.demo.R
import fangxian.demo.records.Where
import fangxian.demo.records.Words
import java.time.Instant
import java.time.LocalDate
import java.time.ZoneId
import java.time.ZoneOffset
import java.time.ZonedDateTime
import java.time.format.DateTimeFormatter
import java.time.format.FormatStyle
import java.util.Locale

/** Days and times are those of the centre, whatever zone the phone is set to, as deadlines are. */
val CENTRE_ZONE: ZoneId = ZoneOffset.ofHours(8)

/** Whether the screen speaks Chinese. Everything but English is shown in Chinese. */
@Composable
fun speaksChinese(): Boolean = LocalConfiguration.current.locales[0].language != "en"

/** The ledger's words in the language of the screen. */
@Composable
fun Words.said(): String = say(speaksChinese())

/** A person, or that they are unknown here. */
@Composable
fun named(person: String?): String = person ?: stringResource(R.string.common_unknown_person)

@Composable
fun said(where: Where): String = stringResource(
    when (where) {
        Where.ONLY_HERE -> R.string.place_only_here
        Where.SENT -> R.string.place_sent
        Where.ACCEPTED -> R.string.place_accepted
        Where.QUARANTINED -> R.string.place_quarantined
    },
)

@Composable
fun said(day: LocalDate): String =
    day.format(DateTimeFormatter.ofLocalizedDate(FormatStyle.MEDIUM).withLocale(locale()))

/** A moment by this phone's clock, to the minute. */
@Composable
fun said(at: Instant): String = ZonedDateTime.ofInstant(at, CENTRE_ZONE).format(
    DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT)
        .withLocale(locale()),
)

/** The time of day. */
@Composable
fun saidTime(at: Instant): String =
    ZonedDateTime.ofInstant(at, CENTRE_ZONE).format(DateTimeFormatter.ofPattern("HH:mm"))

@Composable
private fun locale(): Locale = if (speaksChinese()) Locale.SIMPLIFIED_CHINESE else Locale.ENGLISH
