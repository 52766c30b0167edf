package fangxian

import java.lang.reflect.Modifier
import java.time.Instant
import java.time.LocalDate
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.booleanOrNull
import kotlinx.serialization.json.longOrNull

/**
 * What a phone shows, read by paths: `a.b`, `list[].b` of each element, `list[key=value].b` of
 * those that are so, `list{key:value}` and `list{key}` for what stands beside each key or how often
 * it is there, `a#` for how many. [named] says what people call what a text is the id of.
 */
class Tree(private val root: Map<String, Any?>, private val named: (String) -> String) {
    fun at(path: String): Any? {
        if (root["here"] == false && path != "here") throw AssertionError("$path: not here")
        return read(root, path)
    }

    private fun read(from: Any?, path: String): Any? {
        val name = path.takeWhile { it.isLetterOrDigit() || it == '_' }
        val rest = path.drop(name.length)
        if (name.isNotEmpty()) {
            if (from == null) return null
            val held = from as? Map<*, *> ?: throw Unknown(path)
            // The skins say moments without their unit.
            val spelled = listOf(name, name.removeSuffix("_ms")).firstOrNull { it in held }
            return read(plain(held[spelled ?: throw Unknown("$name of ${held.keys}")]), rest)
        }
        return when (rest.firstOrNull()) {
            null -> from
            '.' -> read(from, rest.drop(1))
            '#' -> items(from).size.toLong()
            '[' -> {
                val (inside, after) = rest.drop(1).split("]", limit = 2)
                val those = items(from).filter { inside.isEmpty() || isSo(it, inside) }
                val each = if (after.startsWith('.')) after.drop(1) else return read(those, after)
                those.flatMap { items(read(it, each)) }
            }
            '{' -> gathered(items(from), rest.drop(1).dropLast(1))
            else -> throw Unknown(path)
        }
    }

    private fun isSo(one: Any?, condition: String): Boolean {
        val (key, value) = condition.split("=", limit = 2)
        return "${read(one, key)}" == value
    }

    private fun gathered(each: List<Any?>, inside: String): Map<String, Any?> {
        val (key, value) = inside.split(":", limit = 2).let { it[0] to it.getOrNull(1) }
        if (value == null) {
            return each.groupingBy { "${read(it, key)}" }.eachCount().mapValues { it.value.toLong() }
        }
        val gathered = each.associate { "${read(it, key)}" to read(it, value) }
        return gathered.filterValues { it != null }
    }

    /** Words, numbers, lists and tables; what has a name here by that name. */
    private fun plain(value: Any?): Any? = when (value) {
        null, is Boolean -> value
        is String -> named(value)
        is Enum<*> -> value.name.lowercase()
        is ULong -> value.toLong()
        is UInt -> value.toLong()
        is Number -> if (value is Double) value else value.toLong()
        is Instant -> value.toEpochMilli()
        is LocalDate -> value.toString()
        is Scalar.Null -> null
        is Scalar -> parts(value).values.single().let(::plain)
        is Collection<*> -> value.map(::plain)
        is Map<*, *> -> value.entries.associate { "${it.key}" to plain(it.value) }
        else -> {
            val parts = parts(value).mapValues { plain(it.value) }
            if (parts.keys == setOf("text")) parts["text"] else parts
        }
    }
}

/** The parts of a value, by their names as documents write them. */
internal fun parts(value: Any?): Map<String, Any?> {
    val fields = value!!.javaClass.declaredFields.filter { !Modifier.isStatic(it.modifiers) }
    return fields.associate { field ->
        field.isAccessible = true
        field.name.replace(Regex("[A-Z]")) { "_" + it.value.lowercase() } to field.get(value)
    }
}

internal fun plain(value: JsonElement): Any? = when (value) {
    is JsonArray -> value.map(::plain)
    is JsonObject -> value.mapValues { plain(it.value) }
    is JsonPrimitive -> if (value.isString) value.content else value.booleanOrNull ?: value.longOrNull
}

private fun items(value: Any?): List<Any?> = when (value) {
    null -> emptyList()
    is Collection<*> -> value.toList()
    else -> listOf(value)
}

private fun sorted(value: Any?) = items(value).map { "$it" }.sorted()

/** Whether what is there is what a rule of scenario files wants. */
internal fun holds(rule: String, wanted: Any?, there: Any?): Boolean = when (rule) {
    "same" -> wanted == there || (there == null && wanted == "none")
    "not" -> there != null && wanted != there
    "same_set" -> sorted(wanted) == sorted(there)
    "only" -> items(wanted).toSet() == items(there).toSet()
    "same_list" -> items(wanted) == items(there)
    "same_sets" -> {
        val (these, those) = wanted as Map<*, *> to there as Map<*, *>
        these.keys == those.keys && these.all { (key, value) -> sorted(value) == sorted(those[key]) }
    }
    "includes" -> items(there).containsAll(items(wanted))
    "excludes" -> items(there).none { it in items(wanted) }
    "counts" -> (wanted as Map<*, *>).all { (key, value) -> ((there as Map<*, *>)[key] ?: 0L) == value }
    "says" -> items(wanted).all { part -> items(there).any { "$part" in "$it" } }
    "lacks" -> there != null && items(wanted).none { part -> items(there).any { "$part" in "$it" } }
    else -> throw Unknown(rule)
}
