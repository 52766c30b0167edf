package fangxian.demo.android

import android.content.Context
import android.net.ConnectivityManager
import fangxian.demo.data.Wire
import fangxian.demo.phone.Settings

/** Files travel when the person allows it, or when the network costs nothing. */
class PhoneWire(context: Context, private val settings: Settings) : Wire {
    private val networks = context.getSystemService(ConnectivityManager::class.java)

    override fun mayCarryFiles(): Boolean =
        !settings.photosOnWifiOnly || !networks.isActiveNetworkMetered
}
