//! What recognisers find: entities with tags and at most one number.

use crate::draft::{Date, named_enum};
use crate::fold::At;

named_enum! {
    /// The kinds of entity that rules and redaction can ask for.
    #[non_exhaustive]
    pub enum EntityKind {
        /// A person's name, whole or masked (张某).
        Person = "person",
        /// A person's age.
        Age = "age",
        /// Any of disease, procedure, diagnosis wording.
        Condition = "condition",
        /// A disease.
        Disease = "disease",
        /// An operation or treatment.
        Procedure = "procedure",
        /// Words that state a diagnosis or finding without naming a disease (大三阳, 病理提示恶性).
        DiagnosisWording = "diagnosis-wording",
        /// A school, workplace, office, residence, fame or relation that tells who somebody is.
        Circumstance = "circumstance",
        /// A person who can be identified from what stands together in the block.
        IdentifiablePerson = "identifiable-person",
        /// A telephone number, address, code or the like to get in touch with.
        Contact = "contact",
        /// A source named for a statement.
        Citation = "citation",
        /// An authority named as the source of news (据市卫生健康委通报).
        Authority = "authority",
        /// A line that says where a reprint comes from.
        SourceLine = "source-line",
        /// A web address.
        Url = "url",
        /// The hospital speaking of itself: 我院, its name.
        Own = "own",
        /// Quoted words with a speaker.
        Speech = "speech",
        /// A day or number of days by which something will be done.
        Deadline = "deadline",
        /// A day of the calendar.
        Date = "date",
        /// A year or a span of years.
        Years = "years",
        /// A percentage or a share in words (九成).
        Percent = "percent",
        /// An amount of money.
        Money = "money",
        /// A number.
        Number = "number",
        /// The number of a medical advertisement's certificate.
        AdApproval = "ad-approval",
        /// Words that say that artificial intelligence took part.
        AiLabel = "ai-label",
        /// A stretch of traditional characters.
        Traditional = "traditional",
        /// A resident identity number.
        IdCard = "id-card",
        /// A mobile telephone number.
        Mobile = "mobile",
        /// A landline telephone number.
        Landline = "landline",
        /// A bank card number.
        BankCard = "bank-card",
        /// A number of the medical-record family (住院号, 门诊号, 就诊卡号, …).
        RecordNumber = "record-number",
        /// A bed of a ward.
        Bed = "bed",
        /// An e-mail address.
        Email = "email",
        /// A WeChat id.
        WechatId = "wechat-id",
        /// A QQ number.
        QqId = "qq-id",
        /// An address below the county.
        Address = "address",
        /// A vehicle's plate.
        Plate = "plate",
        /// A passport or travel permit.
        Passport = "passport",
        /// The draft's title differs from the original's (computed from the facts).
        AlteredTitle = "altered-title",
        /// The draft's text differs from the original's (computed from the facts).
        AlteredText = "altered-text",
        /// The draft differs from the approved advertisement (computed from the facts).
        DiffersFromApproved = "differs-from-approved",
        /// A sentence that resembles what a category objects to (see `resemblance`).
        Resemblance = "resemblance",
        /// What looks like an identifier and is none: an ICP number, a credit code, a document number. It wins over
        /// what it overlaps; rules do not ask for it.
        Decoy = "decoy",
    }
}

named_enum! {
    /// What an entity is besides its kind.
    #[non_exhaustive]
    pub enum Tag {
        /// A patient.
        Patient = "patient",
        /// A doctor, nurse or other employee.
        Staff = "staff",
        /// An official.
        Official = "official",
        /// A person of history, legend or an eponym.
        Historical = "historical",
        /// Anybody else.
        Other = "other",
        /// The full name stands there.
        Named = "named",
        /// The name is masked: 张某, 李×.
        Masked = "masked",
        /// Nobody is named.
        Unnamed = "unnamed",
        /// A child or adolescent.
        Minor = "minor",
        /// A condition that is especially sensitive: HIV, mental disorder, infectious disease, …
        Sensitive = "sensitive",
        /// A school or class.
        School = "school",
        /// A workplace.
        Workplace = "workplace",
        /// An office or title held.
        Office = "office",
        /// A residence.
        Residence = "residence",
        /// Known from a platform or medium.
        Fame = "fame",
        /// Kinship.
        Relation = "relation",
        /// Somebody's home.
        Home = "home",
        /// For patients and customers: appointments, questions, address.
        Service = "service",
        /// For complaints and reports.
        Supervision = "supervision",
        /// Emergency numbers.
        Emergency = "emergency",
        /// Authorities' hotlines; a citation of an authority.
        Authority = "authority",
        /// For suppliers, tenders, recruitment.
        Supplier = "supplier",
        /// Everything that is asked for is there.
        Complete = "complete",
        /// A part is missing.
        Partial = "partial",
        /// The hospital's own domain.
        Own = "own",
        /// On the list of allowed or official domains.
        Listed = "listed",
        /// None of these, or of somebody else.
        Foreign = "foreign",
        /// It lies before the draft's date.
        Past = "past",
        /// Not past its validity.
        Valid = "valid",
        /// Past its validity.
        Expired = "expired",
        /// Issued to another institution.
        ForeignName = "foreign-name",
        /// Found within a longer run of digits.
        Embedded = "embedded",
        /// The old form of fifteen digits.
        Old = "old",
        /// Resembles unlawful content.
        Prohibited = "prohibited",
        /// Resembles unverified claims.
        Claims = "claims",
        /// Resembles what tells of a patient.
        Privacy = "privacy",
        /// Resembles what medical advertising must not say.
        Advertising = "advertising",
        /// Resembles internal or unauthorised information.
        Institution = "institution",
        /// Resembles a faulty reprint or link.
        Sourcing = "sourcing",
        /// Resembles disrespectful or wrong terms.
        Terminology = "terminology",
        /// Resembles a bad reply.
        Reply = "reply",
    }
}

/// A set of tags.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tags(u64);

impl Tags {
    pub(crate) fn of(tags: &[Tag]) -> Tags {
        tags.iter().fold(Tags::default(), |set, &t| set.with(t))
    }

    #[must_use]
    pub(crate) fn with(self, tag: Tag) -> Tags {
        Tags(self.0 | 1 << tag as u64)
    }

    pub(crate) fn has(self, tag: Tag) -> bool {
        self.0 & 1 << tag as u64 != 0
    }
}

impl EntityKind {
    /// The kind that this one belongs to besides itself.
    pub(crate) fn is_a(self, kind: EntityKind) -> bool {
        self == kind || (kind == EntityKind::Condition && matches!(self, EntityKind::Disease | EntityKind::Procedure | EntityKind::DiagnosisWording))
    }

    /// Whether its words are private wherever they stand, so that reports mask them and redaction replaces them.
    /// A recogniser decides for kinds that may be either (persons, numbers of the hospital itself).
    pub(crate) fn is_private(self) -> bool {
        use EntityKind::*;
        matches!(self, IdCard | Mobile | BankCard | RecordNumber | Email | WechatId | QqId | Address | Plate | Passport)
    }

    /// What it is called, in Chinese, where it is private.
    pub(crate) fn title(self) -> &'static str {
        use EntityKind::*;
        match self {
            Person => "姓名",
            IdCard => "身份证号",
            Mobile => "手机号",
            Landline => "电话",
            BankCard => "银行卡号",
            RecordNumber => "病历号",
            Bed => "床号",
            Email => "邮箱",
            WechatId => "微信号",
            QqId => "QQ号",
            Address => "住址",
            Plate => "车牌号",
            Passport => "证件号",
            _ => "隐私信息",
        }
    }

    /// The tags that an entity of this kind can have.
    pub(crate) fn tags(self) -> &'static [Tag] {
        use EntityKind as K;
        use Tag::*;
        match self {
            K::Person => &[Patient, Staff, Official, Historical, Other, Named, Masked, Minor],
            K::Condition | K::Disease | K::Procedure | K::DiagnosisWording => &[Sensitive],
            K::Circumstance => &[School, Workplace, Office, Residence, Fame, Relation],
            K::IdentifiablePerson => &[Named, Unnamed, Sensitive, Minor],
            K::Contact => &[Service, Supervision, Emergency, Authority, Supplier],
            K::Citation => &[Complete, Partial, Authority],
            K::SourceLine => &[Complete, Partial],
            K::Url => &[Own, Official, Listed, Foreign],
            K::Speech => &[Patient, Staff, Other],
            K::Date | K::Years => &[Past],
            K::AdApproval => &[Valid, Expired, ForeignName],
            K::IdCard => &[Valid, Embedded, Old],
            K::Address => &[Home],
            K::Resemblance => &[Prohibited, Claims, Privacy, Advertising, Institution, Sourcing, Terminology, Reply],
            _ => &[],
        }
    }

    /// The name of the number that an entity of this kind has, if it has one.
    pub(crate) fn attribute(self) -> Option<&'static str> {
        use EntityKind::*;
        match self {
            Age => Some("n"),
            IdentifiablePerson => Some("kinds"),
            Date | Years => Some("year"),
            Percent | Money | Number => Some("value"),
            Resemblance => Some("score"),
            _ => None,
        }
    }
}

/// Something recognised in a block.
#[derive(Clone, Debug)]
pub(crate) struct Entity {
    pub(crate) kind: EntityKind,
    pub(crate) at: At,
    pub(crate) tags: Tags,
    /// The number that [`EntityKind::attribute`] names.
    pub(crate) value: Option<f64>,
    /// The day of a date; whether it is past depends on the draft's date, so rules find out.
    pub(crate) day: Option<Date>,
    /// Its words must not leave the process unmasked.
    pub(crate) private: bool,
    /// What was checked and found, in Chinese, for evidence: 校验码不符.
    pub(crate) note: Option<&'static str>,
    /// Equal for equal folded words: for `distinct`. Set when the block's entities are complete.
    pub(crate) key: u64,
    /// What it was put together from, for evidence: the name, the age, the disease of an identifiable person.
    pub(crate) parts: Vec<At>,
}

impl Entity {
    pub(crate) fn new(kind: EntityKind, at: At) -> Entity {
        Entity { kind, at, tags: Tags::default(), value: None, day: None, private: kind.is_private(), note: None, key: 0, parts: Vec::new() }
    }

    #[must_use]
    pub(crate) fn tag(mut self, tag: Tag) -> Entity {
        debug_assert!(self.kind.tags().contains(&tag), "{} cannot be {}", self.kind.id(), tag.id());
        self.tags = self.tags.with(tag);
        self
    }

    #[must_use]
    pub(crate) fn value(mut self, value: f64) -> Entity {
        debug_assert!(self.kind.attribute().is_some(), "{} has no number", self.kind.id());
        self.value = Some(value);
        self
    }

    #[must_use]
    pub(crate) fn private(mut self, private: bool) -> Entity {
        self.private = private;
        self
    }

    #[must_use]
    pub(crate) fn note(mut self, note: &'static str) -> Entity {
        self.note = Some(note);
        self
    }
}
