package fangxian.demo.android

import android.Manifest.permission.ACCESS_COARSE_LOCATION
import android.Manifest.permission.ACCESS_FINE_LOCATION
import android.annotation.SuppressLint
import android.content.Context
import android.content.pm.PackageManager.PERMISSION_GRANTED
import android.location.Location
import android.location.LocationManager
import android.os.CancellationSignal
import androidx.core.content.ContextCompat
import androidx.core.location.LocationManagerCompat
import fangxian.demo.phone.Fix
import fangxian.demo.phone.Locator
import kotlin.coroutines.resume
import kotlin.math.roundToInt
import kotlinx.coroutines.suspendCancellableCoroutine
import kotlinx.coroutines.withTimeoutOrNull

/** How long to wait for satellites before words must do. */
private const val PATIENCE_MS = 30_000L

/** Asks the phone where it is, once. */
class GpsLocator(private val context: Context) : Locator {
    private val manager = context.getSystemService(LocationManager::class.java)

    override suspend fun locate(): Fix? {
        val wanted = listOf(
            LocationManager.GPS_PROVIDER to ACCESS_FINE_LOCATION,
            LocationManager.NETWORK_PROVIDER to ACCESS_COARSE_LOCATION,
        )
        val provider = wanted.firstOrNull { (provider, permission) ->
            val granted = ContextCompat.checkSelfPermission(context, permission)
            granted == PERMISSION_GRANTED && manager.isProviderEnabled(provider)
        }
        val found = provider?.let { withTimeoutOrNull(PATIENCE_MS) { ask(it.first) } }
        return found?.run { Fix(latitude, longitude, accuracy.roundToInt()) }
    }

    @SuppressLint("MissingPermission") // Checked above.
    private suspend fun ask(provider: String): Location? = suspendCancellableCoroutine { waiting ->
        val cancel = CancellationSignal()
        waiting.invokeOnCancellation { cancel.cancel() }
        val main = ContextCompat.getMainExecutor(context)
        LocationManagerCompat.getCurrentLocation(manager, provider, cancel, main) {
            waiting.resume(it)
        }
    }
}
