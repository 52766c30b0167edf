package fangxian.demo

import fangxian.Centre
import fangxian.demo.records.SyncEnd
import org.junit.After
import org.junit.Assert.assertEquals

/** A test of the screens' models with the real ledger and a real centre; it closes its phones. */
abstract class WithPhones {
    protected val phones = mutableListOf<Phone>()

    @After
    fun close() = phones.forEach(Phone::close)

    protected suspend fun phone(person: String, wire: () -> Boolean = { true }): Phone =
        Phone.of(person, Centre.shared) { wire() }.also(phones::add)

    protected suspend fun sync(vararg ones: Phone) {
        for (one in ones) assertEquals(SyncEnd.AllThere, one.records.syncing.sync().ended)
    }

    protected suspend fun Phone.reports(title: String): String {
        val model = report()
        model.title(title)
        model.place("三棵槐村东头")
        model.save()
        val state = model.state.await { it.savedAs != null || it.alike.isNotEmpty() }
        if (state.savedAs == null) model.saveAnyway()
        return model.state.await { it.savedAs != null }.savedAs!!
    }
}
