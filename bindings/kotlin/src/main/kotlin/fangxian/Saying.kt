package fangxian

/**
 * Says something of a hazard. [shown] is the version of the view that was on the screen: an act that
 * decides covers that and nothing that arrived since, and is not taken without it.
 */
suspend fun Ledger.say(record: RecordId, shown: Version?, said: HazardAct): Saved =
    say(record, shown, Act.Hazard(said))

/**
 * Says something of a training session. [shown] is the version of the view that was on the screen: an act that
 * decides covers that and nothing that arrived since, and is not taken without it.
 */
suspend fun Ledger.say(record: RecordId, shown: Version?, said: TrainingAct): Saved =
    say(record, shown, Act.Training(said))

/**
 * Says something of a site. [shown] is the version of the view that was on the screen: an act that
 * decides covers that and nothing that arrived since, and is not taken without it.
 */
suspend fun Ledger.say(record: RecordId, shown: Version?, said: SiteAct): Saved =
    say(record, shown, Act.Site(said))

/**
 * Says something of an accident. [shown] is the version of the view that was on the screen: an act that
 * decides covers that and nothing that arrived since, and is not taken without it.
 */
suspend fun Ledger.say(record: RecordId, shown: Version?, said: AccidentAct): Saved =
    say(record, shown, Act.Accident(said))

/** Says something of a record: an act of its kind, with what was on the screen. */
suspend fun Ledger.say(record: RecordId, shown: Version?, said: Act): Saved =
    act { say(record, shown, said) }

/** Says several things of a record at once: all are saved, or none. */
suspend fun Ledger.sayAll(record: RecordId, shown: Version?, said: List<Act>): Saved =
    act { sayAll(record, shown, said) }

/** Begins a record of any kind: of that which its first act begins. */
suspend fun Ledger.begin(record: NewRecord): Saved = act { begin(record) }

/** Begins several records in one commit: all are saved, or none. */
suspend fun Ledger.beginAll(records: List<NewRecord>): List<Saved> = act { beginAll(records) }

/** What every record shows, whatever its kind. */
val RecordView.face: Face
    get() = when (this) {
        is RecordView.Hazard -> hazard.face
        is RecordView.Training -> training.face
        is RecordView.Site -> site.face
        is RecordView.Accident -> accident.face
        is RecordView.Unknown -> unknown.face
    }
