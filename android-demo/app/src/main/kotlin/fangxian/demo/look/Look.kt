package fangxian.demo.look

import androidx.compose.foundation.isSystemInDarkTheme
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Typography
import androidx.compose.material3.darkColorScheme
import androidx.compose.material3.lightColorScheme
import androidx.compose.runtime.Composable
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.text.TextStyle
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.unit.sp

/** Dark on white, so that it can be read in the sun. */
internal val Light = lightColorScheme(
    primary = Color(0xFF0B4A8F),
    onPrimary = Color.White,
    primaryContainer = Color(0xFFD9E7F8),
    onPrimaryContainer = Color(0xFF06284F),
    secondaryContainer = Color(0xFFD9E7F8),
    onSecondaryContainer = Color(0xFF06284F),
    tertiaryContainer = Color(0xFFFFE9BF),
    onTertiaryContainer = Color(0xFF4A3100),
    error = Color(0xFFA3160F),
    onError = Color.White,
    errorContainer = Color(0xFFFBDDD9),
    onErrorContainer = Color(0xFF5C0A05),
    background = Color.White,
    onBackground = Color(0xFF111417),
    surface = Color.White,
    onSurface = Color(0xFF111417),
    surfaceVariant = Color(0xFFEEF1F5),
    onSurfaceVariant = Color(0xFF3A424B),
    surfaceContainer = Color(0xFFF1F4F8),
    surfaceContainerHigh = Color.White,
    surfaceContainerHighest = Color(0xFFE9EDF2),
    outline = Color(0xFF5B6570),
    outlineVariant = Color(0xFFC3CAD2),
)

internal val Dark = darkColorScheme(
    primary = Color(0xFF9CC7F7),
    onPrimary = Color(0xFF04264C),
    primaryContainer = Color(0xFF123C6B),
    onPrimaryContainer = Color(0xFFDCEBFC),
    secondaryContainer = Color(0xFF123C6B),
    onSecondaryContainer = Color(0xFFDCEBFC),
    tertiaryContainer = Color(0xFF5A4200),
    onTertiaryContainer = Color(0xFFFFE9BF),
    error = Color(0xFFFFB4AB),
    onError = Color(0xFF5C0A05),
    errorContainer = Color(0xFF7A1510),
    onErrorContainer = Color(0xFFFFE2DE),
    background = Color(0xFF0E1216),
    onBackground = Color(0xFFF0F3F6),
    surface = Color(0xFF0E1216),
    onSurface = Color(0xFFF0F3F6),
    surfaceVariant = Color(0xFF222930),
    onSurfaceVariant = Color(0xFFC8D0D8),
    surfaceContainer = Color(0xFF191F25),
    surfaceContainerHigh = Color(0xFF191F25),
    surfaceContainerHighest = Color(0xFF262E36),
    outline = Color(0xFF95A0AB),
    outlineVariant = Color(0xFF3D474F),
)

/** Larger than usual: read at arm's length, walking. */
private val Large = Typography(
    headlineSmall = TextStyle(fontSize = 26.sp, lineHeight = 34.sp, fontWeight = FontWeight.Bold),
    titleLarge = TextStyle(fontSize = 22.sp, lineHeight = 30.sp, fontWeight = FontWeight.Bold),
    titleMedium = TextStyle(fontSize = 20.sp, lineHeight = 28.sp, fontWeight = FontWeight.SemiBold),
    bodyLarge = TextStyle(fontSize = 18.sp, lineHeight = 27.sp),
    bodyMedium = TextStyle(fontSize = 16.sp, lineHeight = 24.sp),
    bodySmall = TextStyle(fontSize = 16.sp, lineHeight = 22.sp),
    labelLarge = TextStyle(fontSize = 18.sp, lineHeight = 24.sp, fontWeight = FontWeight.SemiBold),
    labelMedium = TextStyle(fontSize = 15.sp, lineHeight = 20.sp, fontWeight = FontWeight.Medium),
)

/** How everything looks: the phone decides between light and dark. */
@Composable
fun Look(content: @Composable () -> Unit) {
    val colours = if (isSystemInDarkTheme()) Dark else Light
    MaterialTheme(colorScheme = colours, typography = Large, content = content)
}
