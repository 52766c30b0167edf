//! A centre that was put back to an earlier day does not know the devices enrolled since. Their
//! certificates, which its own key signed, make them known again.

use crate::certificate::Certificate;
use crate::codec::{Malformed, Reader, Wire, Writer};
use crate::limits::CERTIFICATES_MAX;
use crate::version::Dialects;

/// What a device presents: its own certificate, and those of others whose words it has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PresentRequest {
    /// The dialects it speaks.
    pub dialects: Dialects,
    /// Certificates, its own among them unless the centre knows it.
    pub certificates: Vec<Certificate>,
}

/// What the centre answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PresentResponse {
    /// The dialect of this answer.
    pub dialect: u64,
    /// How many devices are known now that were not.
    pub taken: u64,
    /// The centre's clock, milliseconds since 1970 UTC.
    pub server_time_ms: i64,
}

impl Wire for PresentRequest {
    fn write(&self, writer: &mut Writer) {
        writer.array(2);
        self.dialects.write(writer);
        writer.list(&self.certificates);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        reader.array("present", 2)?;
        Ok(Self {
            dialects: Dialects::read(reader)?,
            certificates: reader.list("present.certificates", CERTIFICATES_MAX)?,
        })
    }
}

impl Wire for PresentResponse {
    fn write(&self, writer: &mut Writer) {
        writer.array(3).u64(self.dialect).u64(self.taken).i64(self.server_time_ms);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        reader.array("presented", 3)?;
        Ok(Self {
            dialect: reader.u64("presented.dialect")?,
            taken: reader.u64("presented.taken")?,
            server_time_ms: reader.i64("presented.server_time_ms")?,
        })
    }
}
