package fangxian.demo.look

import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.selection.toggleable
import androidx.compose.foundation.shape.CircleShape
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.Button
import androidx.compose.material3.Card
import androidx.compose.material3.CardDefaults
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedButton
import androidx.compose.material3.Surface
import androidx.compose.material3.Switch
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.dp
import fangxian.demo.records.Where

/** High enough for a wet glove. */
private val TOUCH = 56.dp

private val CORNERS = RoundedCornerShape(12.dp)

/** The one thing to do on a screen. */
@Composable
fun MainButton(
    text: String,
    modifier: Modifier = Modifier.fillMaxWidth(),
    enabled: Boolean = true,
    onClick: () -> Unit,
) {
    Button(
        onClick = onClick,
        enabled = enabled,
        shape = CORNERS,
        modifier = modifier.heightIn(min = TOUCH),
    ) {
        Text(text, style = MaterialTheme.typography.titleMedium, textAlign = TextAlign.Center)
    }
}

/** Something else one may do. */
@Composable
fun OtherButton(
    text: String,
    modifier: Modifier = Modifier.fillMaxWidth(),
    enabled: Boolean = true,
    onClick: () -> Unit,
) {
    OutlinedButton(
        onClick = onClick,
        enabled = enabled,
        shape = CORNERS,
        contentPadding = PaddingValues(horizontal = 14.dp, vertical = 10.dp),
        modifier = modifier.heightIn(min = TOUCH),
    ) {
        Text(text, textAlign = TextAlign.Center)
    }
}

/** What a part of a screen is about. */
@Composable
fun Heading(text: String) {
    Text(
        text,
        style = MaterialTheme.typography.titleMedium,
        modifier = Modifier.padding(top = 8.dp).semantics { heading() },
    )
}

/** A line that explains. */
@Composable
fun Note(text: String) {
    Text(
        text,
        style = MaterialTheme.typography.bodyMedium,
        color = MaterialTheme.colorScheme.onSurfaceVariant,
    )
}

/** What went wrong and what to do; read aloud when it appears. */
@Composable
fun Problem(text: String) = Banner(
    text,
    MaterialTheme.colorScheme.errorContainer,
    MaterialTheme.colorScheme.onErrorContainer,
)

/** What came of it; read aloud when it appears. */
@Composable
fun Done(text: String) = Banner(
    text,
    MaterialTheme.colorScheme.primaryContainer,
    MaterialTheme.colorScheme.onPrimaryContainer,
)

/** Something to know, in no hurry. */
@Composable
fun Calm(text: String) = Banner(
    text,
    MaterialTheme.colorScheme.tertiaryContainer,
    MaterialTheme.colorScheme.onTertiaryContainer,
)

@Composable
private fun Banner(text: String, ground: Color, ink: Color) {
    Surface(color = ground, contentColor = ink, shape = CORNERS) {
        Text(
            text,
            Modifier.fillMaxWidth().padding(14.dp)
                .semantics { liveRegion = LiveRegionMode.Polite },
        )
    }
}

/** A framed part of a screen. */
@Composable
fun Framed(modifier: Modifier = Modifier.fillMaxWidth(), content: @Composable () -> Unit) {
    val colours =
        CardDefaults.cardColors(containerColor = MaterialTheme.colorScheme.surfaceContainer)
    Card(colors = colours, shape = CORNERS, modifier = modifier) {
        Column(Modifier.padding(14.dp), verticalArrangement = Arrangement.spacedBy(6.dp)) {
            content()
        }
    }
}

/** A short word about a record. */
@Composable
fun Tag(text: String, urgent: Boolean = false) {
    val colours = MaterialTheme.colorScheme
    Surface(
        color = if (urgent) colours.errorContainer else colours.surfaceVariant,
        contentColor = if (urgent) colours.onErrorContainer else colours.onSurfaceVariant,
        shape = RoundedCornerShape(6.dp),
    ) {
        Text(
            text,
            Modifier.padding(horizontal = 8.dp, vertical = 3.dp),
            style = MaterialTheme.typography.labelMedium,
        )
    }
}

/** Where a record is: a dot, filled once the township has it, and the words. */
@Composable
fun WhereTag(where: Where) {
    val colours = MaterialTheme.colorScheme
    val dot = when (where) {
        Where.ONLY_HERE, Where.SENT -> colours.onTertiaryContainer
        Where.ACCEPTED -> colours.primary
        Where.QUARANTINED -> colours.error
    }
    Row(verticalAlignment = Alignment.CenterVertically) {
        Box(Modifier.size(10.dp).clip(CircleShape).background(dot))
        Text(
            said(where),
            Modifier.padding(start = 8.dp),
            style = MaterialTheme.typography.labelMedium,
        )
    }
}

/** Something to switch on or off; the whole line is the target. */
@Composable
fun Choice(text: String, on: Boolean, note: String? = null, change: (Boolean) -> Unit) {
    Row(
        Modifier.fillMaxWidth().heightIn(min = TOUCH)
            .toggleable(on, role = Role.Switch, onValueChange = change),
        verticalAlignment = Alignment.CenterVertically,
    ) {
        Column(Modifier.weight(1f).padding(end = 12.dp)) {
            Text(text)
            note?.let { Note(it) }
        }
        Switch(checked = on, onCheckedChange = null)
    }
}
