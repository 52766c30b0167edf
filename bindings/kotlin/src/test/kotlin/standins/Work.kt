// Shapes of the Android classes the guide names, so that its code compiles on the JVM. They do
// nothing; the real ones are the Android SDK's and androidx.work's.
package androidx.work

import android.content.Context

open class WorkerParameters

abstract class ListenableWorker {
    sealed class Result {
        companion object {
            fun success(): Result = TODO()

            fun retry(): Result = TODO()

            fun failure(): Result = TODO()
        }
    }
}

abstract class CoroutineWorker(context: Context, parameters: WorkerParameters) : ListenableWorker() {
    abstract suspend fun doWork(): Result
}
