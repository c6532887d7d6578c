//! How recognisers read a block.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::draft::named_enum;
use crate::fold::{Alphabet, At, Class, Folded};
use crate::lists::{Lists, Numbered};
use crate::scan::{Dawg, Hit};

named_enum! {
    /// The word lists of recognisers: `rules/entities/<id>.txt`, one term a line, braces allowed.
    pub(crate) enum List {
        /// Names of diseases.
        Disease = "disease",
        /// Names of especially sensitive diseases and states.
        DiseaseSensitive = "disease-sensitive",
        /// Names of operations and treatments.
        Procedure = "procedure",
        /// Words that state a diagnosis without naming a disease.
        DiagnosisWording = "diagnosis-wording",
        /// Surnames, of one or two characters. A table.
        Surname = "surname",
        /// Words before numbers that are no person's and must not be read as such.
        DecoyWord = "decoy-word",
        /// Words before numbers of things, too common to hide a number that proves itself.
        NumberWord = "number-word",
        /// The core of an advertisement certificate's number.
        AdNumberWord = "ad-number-word",
        /// Words that announce an identity number.
        IdWord = "id-word",
        /// Words that announce a bank card or account.
        BankWord = "bank-word",
        /// Words of the medical-record family.
        RecordWord = "record-word",
        /// Beds.
        BedWord = "bed-word",
        /// Words that make a landline number a person's.
        HomePhoneWord = "home-phone-word",
        /// The mark of an e-mail address.
        EmailMark = "email-mark",
        /// Mailboxes of an office. A table.
        MailboxRole = "mailbox-role",
        /// What web addresses begin or end with.
        UrlWord = "url-word",
        /// Top-level domains. A table.
        TopLevelDomain = "top-level-domain",
        /// Domains of state organs outside `.gov.cn`, without their dots. A table.
        OfficialDomain = "official-domain",
        /// The hospital's domains, without dots and hyphens. A table, from the slot.
        OwnDomain = "own-domain",
        /// The domains that may be linked to, without dots and hyphens. A table, from the slot.
        ListedDomain = "listed-domain",
        /// Words that announce a WeChat id.
        WechatWord = "wechat-word",
        /// Words that announce a QQ number.
        QqWord = "qq-word",
        /// Words that announce a plate.
        PlateWord = "plate-word",
        /// Certificates of a person.
        PassportWord = "passport-word",
        /// Ends of names of roads, villages and housing estates.
        AddressWord = "address-word",
        // Words: persons, sources, circumstances.
        /// Ordinary words that begin like a name (马上, 高热). A table.
        NameStop = "name-stop",
        /// How a hospital speaks of itself.
        OwnWord = "own-word",
        /// The hospital's names: filled in from its slots.
        OwnName = "own-name",
        /// Words before a patient's name.
        PatientCue = "patient-cue",
        /// Words that say that a name follows.
        NameCue = "name-cue",
        /// Words before the name of a relative or citizen.
        OtherCue = "other-cue",
        /// People who are no staff, before a name that may be the patient's.
        LayPerson = "lay-person",
        /// Kinship with the reader or with staff.
        Relation = "relation",
        /// Words before the name of a member of staff or an author.
        StaffCue = "staff-cue",
        /// Titles after the name of a member of staff.
        StaffTitle = "staff-title",
        /// Offices, before or after a name.
        Official = "official",
        /// Forms of address after a name.
        Honorific = "honorific",
        /// People of history.
        Historical = "historical",
        /// What stands for a name left out.
        Mask = "mask",
        /// Units of age.
        AgeUnit = "age-unit",
        /// 年, for years in Han numerals.
        YearMark = "year-mark",
        /// Decades and eras in words.
        YearsWord = "years-word",
        /// Words that close a term.
        DeadlineWord = "deadline-word",
        /// What is promised within a term.
        DeadlineAct = "deadline-act",
        /// Words before a number for patients.
        ContactService = "contact-service",
        /// QR codes for patients.
        ContactCode = "contact-code",
        /// Words before the hospital's address.
        ContactAddress = "contact-address",
        /// Words before a number for complaints.
        ContactSupervision = "contact-supervision",
        /// Matters of suppliers and applicants.
        ContactSupplier = "contact-supplier",
        /// Authorities and media that are sources.
        Body = "body",
        /// Verbs of announcing.
        ReportVerb = "report-verb",
        /// Words that introduce data.
        DataVerb = "data-verb",
        /// Words that introduce a source.
        CitationCue = "citation-cue",
        /// How names of journals end.
        CitationMedium = "citation-medium",
        /// Guidelines and standards.
        CitationDocument = "citation-document",
        /// A publication mentioned without its name.
        CitationVague = "citation-vague",
        /// Words of reprinting.
        SourceCue = "source-cue",
        /// Verbs of saying.
        SpeechVerb = "speech-verb",
        /// Schools.
        School = "school",
        /// Pupils and students.
        Pupil = "pupil",
        /// Workplaces.
        Workplace = "workplace",
        /// Employees.
        Worker = "worker",
        /// Places to live.
        Residence = "residence",
        /// Residents.
        Resident = "resident",
        /// Words before a residence.
        ResidenceCue = "residence-cue",
        /// Known from a platform or medium.
        Fame = "fame",
        /// Kin, as they stand behind the person or household they belong to.
        Kin = "kin",
        /// Characters of which given names are made. A table.
        GivenName = "given-name",
        /// What begins the account of somebody's illness.
        CaseWord = "case-word",
        /// What only a patient does.
        PatientAct = "patient-act",
        /// What even of a doctor says that he is the patient.
        FellIll = "fell-ill",
        /// What somebody does who tells of an illness, treats it or visits: he is not ill.
        Bystander = "bystander",
        /// What is said of many at once.
        GroupEvent = "group-event",
        /// Roles that many have in one place.
        ManyHave = "many-have",
        /// How somebody earns a living or goes to school, behind 在 and the place.
        Livelihood = "livelihood",
        /// What comes before the name by which somebody is known to others on a screen.
        ScreenNameWord = "screen-name-word",
        /// How lists of persons are headed.
        RosterHeading = "roster-heading",
        /// Who is ill, or whose kin, in the heading of a list.
        PatientRole = "patient-role",
        /// What else in the heading of a list says that those on it are patients.
        PatientStatus = "patient-status",
        /// What joins somebody to what ails him.
        IllnessVerb = "illness-verb",
        /// What says that an illness is somebody's subject.
        StudyWord = "study-word",
        /// Numbers of a person, named right behind who has them.
        NumberNamed = "number-named",
        /// Words before whoever is to be asked: his number is for all.
        EnquiryWord = "enquiry-word",
        /// Two or more of a family.
        KinPair = "kin-pair",
        /// Who is called by a given name alone.
        YoungPerson = "young-person",
        /// Who is a child.
        ChildWord = "child-word",
        /// Who treats an illness, or lectures on it.
        TreatsWord = "treats-word",
        /// Where somebody is who lies ill.
        Sickbed = "sickbed",
        /// What a ward says of those who lie there.
        WardSays = "ward-says",
        /// What shows a name that is written somewhere.
        WrittenCue = "written-cue",
        /// What a list says of members of staff.
        StaffWord = "staff-word",
        /// What somebody does who speaks on a subject.
        LectureWord = "lecture-word",
        /// Days said by their distance from today.
        RecentDay = "recent-day",
        /// A grade or class.
        SchoolClass = "school-class",
        /// What makes the illness before it a topic.
        TopicWord = "topic-word",
        /// What stands with the bed of a patient.
        BedContext = "bed-context",
        /// What stands with numbers of beds.
        BedCount = "bed-count",
        /// What gives somebody a bed.
        BedPlaced = "bed-placed",
        /// What stands before the holder of an account.
        AccountHolder = "account-holder",
        /// How names of organisations end.
        OrganisationEnd = "organisation-end",
        /// Accounts that only organisations have.
        PublicAccount = "public-account",
        /// Numbers to call in an emergency. A table.
        HotlineEmergency = "hotline-emergency",
        /// Numbers of authorities. A table.
        HotlineAuthority = "hotline-authority",
        /// Numbers for complaints about markets and drugs. A table.
        HotlineSupervision = "hotline-supervision",
        /// Words before 电话 that make it a person's.
        WhosePhone = "whose-phone",
        /// Words before 地址 that make it another than the hospital's.
        WhoseAddress = "whose-address",
        /// What is asked for with a code that invites nobody to treatment.
        OpinionWord = "opinion-word",
        /// Publications that are known by their year.
        YearlyReport = "yearly-report",
        /// Words before 来源 that speak of no publication.
        OtherOrigin = "other-origin",
        /// What makes the words before it the name of a department, society or day.
        NamedAfter = "named-after",
        /// What makes a vague number a patient's.
        RecordContext = "record-context",
        /// What somebody wears of a school or workplace.
        Worn = "worn",
        /// Those of one household.
        Household = "household",
        /// Somebody singled out behind 那个, 那位.
        Singled = "singled",
        /// Places that tell of nobody, behind 在.
        VaguePlace = "vague-place",
        /// Verbs before a school or workplace.
        HeldVerb = "held-verb",
        /// Says that there is one of that kind.
        OnlyOne = "only-one",
        /// Houses, behind their numbers.
        Dwelling = "dwelling",
        /// What the heading of a list says that makes them patients only where it names an illness.
        RosterPurpose = "roster-purpose",
        /// Verbs of speaking of somebody, before his name.
        SpeaksOf = "speaks-of",
        /// Where many see somebody: short films, platforms.
        OnlineWord = "online-word",
        /// Words that label what artificial intelligence made.
        AiLabel = "ai-label",
    }
}

impl List {
    /// A table is looked up at a place that something else found; its terms are not in the automaton.
    pub(crate) fn is_table(self) -> bool {
        matches!(
            self,
            List::Surname
                | List::NameStop
                | List::GivenName
                | List::MailboxRole
                | List::TopLevelDomain
                | List::OfficialDomain
                | List::OwnDomain
                | List::ListedDomain
                | List::HotlineEmergency
                | List::HotlineAuthority
                | List::HotlineSupervision
        )
    }

    /// The slots that its terms come from, instead of a file: every symbol of them, so a domain is without its dots.
    pub(crate) fn slots(self) -> &'static [&'static str] {
        match self {
            List::OwnDomain => &["own-domain"],
            List::ListedDomain => &["listed-domain"],
            List::OwnName => &["own-name", "own-alias"],
            _ => &[],
        }
    }
}

/// The terms that are looked up rather than scanned for.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Tables {
    alphabet: Alphabet,
    terms: Dawg,
    /// By label: the lists that have the term.
    lists: Lists<List>,
}

impl Tables {
    /// Takes terms, folded, each with the list that it is in.
    pub(crate) fn new(entries: impl IntoIterator<Item = (List, String)>) -> Tables {
        let mut by_term: BTreeMap<String, BTreeSet<List>> = BTreeMap::new();
        for (list, term) in entries {
            by_term.entry(term).or_default().insert(list);
        }
        let alphabet = Alphabet::new(by_term.keys().flat_map(|term| term.chars()));
        let mut lists: Numbered<Vec<List>> = Numbered::default();
        let mut terms: Vec<(Vec<u16>, u32)> = Vec::new();
        for (term, of) in by_term {
            terms.push((alphabet.numbers(&term), lists.number(of.into_iter().collect())));
        }
        terms.sort_unstable();
        Tables { alphabet, terms: Dawg::new(&terms), lists: lists.things().into_iter().collect() }
    }

    pub(crate) fn has(&self, list: List, term: &[char]) -> bool {
        let label = self.terms.get(term.iter().map(|&c| self.alphabet.number(c)));
        label.is_some_and(|label| self.lists.of(label).contains(&list))
    }

    /// Whether its parts fit each other: false only of bytes that nobody wrote so.
    pub(crate) fn is_sound(&self) -> bool {
        self.lists.is_sound() && self.terms.is_sound(self.lists.len())
    }
}

/// A word of a list, by its place in the view, end exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    pub(crate) list: List,
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Equal for equal terms.
    pub(crate) key: u32,
}

/// A run of digits in the view, end exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// One block as recognisers see it: the *view* of [`Folded`], that is its symbols and its filler, without ignorables,
/// and without the filler that terms may skip between two Han characters. All positions here are places in the view;
/// [`Text::at`] turns them into the block's characters.
///
/// Every question about a place is answered by a search for it, never by going through the block: what recognisers cost
/// grows as the block does.
pub(crate) struct Text<'t> {
    folded: &'t Folded,
    symbols: Vec<char>,
    /// By list, then by start, the longest first.
    words: Vec<Word>,
    /// By list, then by end, the longest first.
    ends: Vec<Word>,
    /// Where the words of each list begin in both, and where the last ones end.
    bounds: Vec<usize>,
    runs: Vec<Run>,
    /// The places of marks: of numerals and traditional characters among others.
    marks: Vec<usize>,
    tables: &'t Tables,
}

impl<'t> Text<'t> {
    pub(crate) fn new(folded: &'t Folded, hits: &[(List, Hit)], tables: &'t Tables) -> Text<'t> {
        let symbols: Vec<char> = folded.view.iter().map(|&i| folded.symbol[i as usize]).collect();
        let place = |i: u32| folded.view.partition_point(|&v| v < i);
        let mut words: Vec<Word> =
            hits.iter().map(|(list, hit)| Word { list: *list, start: place(hit.at.start), end: place(hit.at.end), key: hit.key }).collect();
        words.sort_unstable_by_key(|w| (w.list, w.start, Reverse(w.end), w.key));
        let mut ends = words.clone();
        ends.sort_unstable_by_key(|w| (w.list, w.end, w.start, w.key));
        let mut bounds: Vec<usize> = List::ALL.iter().map(|&list| words.partition_point(|w| w.list < list)).collect();
        bounds.push(words.len());
        let mut runs: Vec<Run> = Vec::new();
        for (i, c) in symbols.iter().enumerate() {
            if c.is_ascii_digit() {
                match runs.last_mut() {
                    Some(run) if run.end == i => run.end = i + 1,
                    _ => runs.push(Run { start: i, end: i + 1 }),
                }
            }
        }
        let marks = folded.marks(At::new(0, folded.len())).map(|m| (m, place(m))).filter(|&(m, p)| folded.view.get(p) == Some(&m)).map(|(_, p)| p).collect();
        Text { folded, symbols, words, ends, bounds, runs, marks, tables }
    }

    /// The number of places.
    pub(crate) fn len(&self) -> usize {
        self.symbols.len()
    }

    /// The folded symbol at a place, or the filler as it stands; `None` outside the block.
    pub(crate) fn symbol(&self, i: usize) -> Option<char> {
        self.symbols.get(i).copied()
    }

    /// The character as written.
    pub(crate) fn raw(&self, i: usize) -> Option<char> {
        self.folded.view.get(i).map(|&v| self.folded.raw[v as usize])
    }

    pub(crate) fn class(&self, i: usize) -> Option<Class> {
        self.folded.view.get(i).map(|&v| self.folded.class[v as usize])
    }

    /// The symbols from `start` to `end`.
    pub(crate) fn slice(&self, start: usize, end: usize) -> &[char] {
        &self.symbols[start.min(self.len())..end.min(self.len())]
    }

    /// Whether `word` stands at `start`.
    pub(crate) fn starts_with(&self, start: usize, word: &str) -> bool {
        word.chars().enumerate().all(|(k, c)| self.symbol(start + k) == Some(c))
    }

    /// Whether `word` ends at `end`.
    pub(crate) fn ends_with(&self, end: usize, word: &str) -> bool {
        // From its last character, which seldom fits.
        let mut place = end;
        word.chars().rev().all(|c| {
            place = place.wrapping_sub(1);
            self.symbol(place) == Some(c)
        })
    }

    /// Whether nothing was dropped from the view between places `i` and `i + 1`: 金满仓, not 金 满 仓.
    pub(crate) fn touches_next(&self, i: usize) -> bool {
        matches!((self.folded.view.get(i), self.folded.view.get(i + 1)), (Some(a), Some(b)) if a + 1 == *b)
    }

    /// The words of `list` in the block, by start, the longest first among equals.
    pub(crate) fn words(&self, list: List) -> &[Word] {
        &self.words[self.bounds[list as usize]..self.bounds[list as usize + 1]]
    }

    /// The words of `list` that begin at `place`, the longest first.
    pub(crate) fn starting_at(&self, list: List, place: usize) -> &[Word] {
        let words = self.words(list);
        let from = words.partition_point(|w| w.start < place);
        let count = words[from..].iter().take_while(|w| w.start == place).count();
        &words[from..from + count]
    }

    /// Whether a word of `list` begins at `place`.
    pub(crate) fn begins(&self, list: List, place: usize) -> bool {
        !self.starting_at(list, place).is_empty()
    }

    /// The words of `list` that end at `place`, the longest first.
    pub(crate) fn ending_at(&self, list: List, place: usize) -> &[Word] {
        let words = &self.ends[self.bounds[list as usize]..self.bounds[list as usize + 1]];
        let from = words.partition_point(|w| w.end < place);
        let count = words[from..].iter().take_while(|w| w.end == place).count();
        &words[from..from + count]
    }

    /// The words of `list` that begin at or after `from` and end at or before `to`, by start.
    pub(crate) fn within(&self, list: List, from: usize, to: usize) -> impl DoubleEndedIterator<Item = &Word> {
        let words = self.words(list);
        let first = words.partition_point(|w| w.start < from);
        let last = words.partition_point(|w| w.start < to).max(first);
        words[first..last].iter().filter(move |w| w.end <= to)
    }

    /// The words of several lists, by start, the longest first among equals.
    pub(crate) fn words_of(&self, lists: &[List]) -> Vec<Word> {
        let mut words: Vec<Word> = lists.iter().flat_map(|&list| self.words(list)).copied().collect();
        words.sort_by_key(|w| (w.start, Reverse(w.end), w.list));
        words
    }

    /// The runs of digits.
    pub(crate) fn runs(&self) -> &[Run] {
        &self.runs
    }

    /// The places of numerals in words (一, 十, 成, 💯), of traditional characters, and of what else is marked in [`Folded`].
    pub(crate) fn marks(&self) -> &[usize] {
        &self.marks
    }

    /// The marks among the block's characters, those that are not in the view included.
    pub(crate) fn marked_characters(&self) -> impl Iterator<Item = usize> {
        self.folded.marks(At::new(0, self.folded.len())).map(|m| m as usize)
    }

    /// The run of digits that begins at `place`.
    pub(crate) fn run_at(&self, place: usize) -> Option<Run> {
        let i = self.runs.partition_point(|r| r.start < place);
        self.runs.get(i).copied().filter(|r| r.start == place)
    }

    /// The runs of digits that begin at or after `from` and end at or before `to`.
    pub(crate) fn runs_within(&self, from: usize, to: usize) -> &[Run] {
        let first = self.runs.partition_point(|r| r.start < from);
        let last = self.runs.partition_point(|r| r.end <= to).max(first);
        &self.runs[first..last]
    }

    /// Whether the table `list` has the term that stands from `start` to `end`.
    pub(crate) fn in_table(&self, list: List, start: usize, end: usize) -> bool {
        self.tables.has(list, self.slice(start, end))
    }

    /// Whether the table `list` has `term`.
    pub(crate) fn has_term(&self, list: List, term: &str) -> bool {
        self.tables.has(list, &term.chars().collect::<Vec<char>>())
    }

    /// The characters of the block from place `start` to place `end` (end exclusive, not empty).
    pub(crate) fn at(&self, start: usize, end: usize) -> At {
        At::new(self.folded.view[start], self.folded.view[end - 1] + 1)
    }

    /// The place in the view of a character of the block, or of the next one that is in the view.
    pub(crate) fn place(&self, char_index: u32) -> usize {
        self.folded.view.partition_point(|&v| v < char_index)
    }

    /// The index in the block of the character at a place; the block's length at the end.
    pub(crate) fn index(&self, i: usize) -> u32 {
        self.folded.view.get(i).copied().unwrap_or(self.folded.len())
    }

    /// The block's characters as written.
    pub(crate) fn written(&self) -> &[char] {
        &self.folded.raw
    }

    /// The block's characters folded, nothing left out.
    pub(crate) fn folded_chars(&self) -> &[char] {
        &self.folded.symbol
    }

    /// The characters that are not in the view between places `i` and `i + 1`, as written.
    pub(crate) fn dropped(&self, i: usize) -> &[char] {
        let from = self.index(i).saturating_add(1).min(self.folded.len());
        let to = self.index(i + 1).max(from);
        &self.folded.raw[from as usize..to as usize]
    }
}
