package fangxian.demo.look

import android.graphics.Bitmap
import androidx.compose.foundation.Image
import androidx.compose.foundation.background
import androidx.compose.foundation.horizontalScroll
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.shape.CircleShape
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Close
import androidx.compose.material3.Icon
import androidx.compose.material3.IconButton
import androidx.compose.material3.MaterialTheme
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.produceState
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.graphics.asImageBitmap
import androidx.compose.ui.layout.ContentScale
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import fangxian.demo.android.decode
import java.io.File
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext

/** How many pixels a thumbnail needs at most in one direction. */
private const val THUMBNAIL_PIXELS = 480

/** Photos side by side, numbered from 1; each can be taken away where [remove] is given. */
@Composable
fun PhotoStrip(
    photos: List<File>,
    describe: @Composable (Int) -> String,
    removing: @Composable (Int) -> String = { "" },
    remove: ((File) -> Unit)? = null,
) = Row(
    Modifier.horizontalScroll(rememberScrollState()),
    horizontalArrangement = Arrangement.spacedBy(8.dp),
) {
    photos.forEachIndexed { index, file ->
        Box {
            Thumbnail(file, describe(index + 1))
            remove?.let {
                IconButton(
                    onClick = { it(file) },
                    Modifier.align(Alignment.TopEnd).size(48.dp).clip(CircleShape)
                        .background(MaterialTheme.colorScheme.surface.copy(alpha = 0.8f)),
                ) {
                    Icon(Icons.Filled.Close, removing(index + 1))
                }
            }
        }
    }
}

@Composable
private fun Thumbnail(file: File, description: String) {
    val loaded by produceState<Bitmap?>(null, file) {
        value = withContext(Dispatchers.IO) { decode(file, THUMBNAIL_PIXELS) }
    }
    val shape = Modifier.size(144.dp).clip(RoundedCornerShape(12.dp))
    when (val bitmap = loaded) {
        null -> Box(
            shape.background(MaterialTheme.colorScheme.surfaceVariant)
                .semantics { contentDescription = description },
        )
        else -> Image(bitmap.asImageBitmap(), description, shape, contentScale = ContentScale.Crop)
    }
}
