package fangxian.demo

import android.content.Intent
import android.os.Bundle
import androidx.activity.ComponentActivity
import androidx.activity.compose.setContent
import androidx.activity.enableEdgeToEdge
import androidx.activity.viewModels
import fangxian.demo.look.Look

/** The only activity: everything is Compose below it. */
class MainActivity : ComponentActivity() {
    private val main: Main by viewModels { Main.factory(application as DemoApplication) }

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        enableEdgeToEdge()
        if (savedInstanceState == null) follow(intent)
        setContent { Look { MainScreen(main) } }
    }

    override fun onNewIntent(intent: Intent) {
        super.onNewIntent(intent)
        follow(intent)
    }

    /** A reminder was tapped: shows what it was about. */
    private fun follow(intent: Intent) {
        intent.getStringExtra(HAZARD)?.let(main::reminded)
    }

    companion object {
        /** The hazard a reminder is about. */
        const val HAZARD = "hazard"
    }
}
