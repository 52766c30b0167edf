//! What one cell says, and what a spreadsheet made of it when it says something else.

use fangxian::domain::day::Day;
use fangxian_protocol::code::half_width;
use fangxian_protocol::limits::NAME_BYTES_MAX;

use super::Said;

const ERRORS: [&str; 10] = [
    "#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!",
    "#FIELD!",
];
const NULLS: [&str; 7] = ["null", "(null)", "none", "nan", "n/a", "undefined", "\\n"];
const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// A code, number or word without what input methods and spreadsheets put around it.
pub(super) fn plain(cell: &str) -> String {
    half_width(cell).trim().to_owned()
}

/// A name or title without spaces around it, those that nobody sees included.
pub(super) fn trimmed(cell: &str) -> &str {
    cell.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}'))
}

/// Why no cell may say this, whatever its column: a spreadsheet or an export wrote it.
pub(super) fn mangled(cell: &str) -> Option<Said> {
    let is_error = ERRORS.contains(&cell) || (!cell.is_empty() && cell.bytes().all(|b| b == b'#'));
    if is_error {
        let zh = "是表格算错的标记:在表格里改好这个公式,粘贴成“数值”再导出";
        return Some(Said::new(zh, "is an error of the spreadsheet: mend the formula there"));
    }
    if cell.starts_with('=') {
        let zh = "是表格的公式:粘贴成“数值”再导出";
        return Some(Said::new(zh, "holds a formula: paste it as a value and export again"));
    }
    if NULLS.contains(&cell.to_ascii_lowercase().as_str()) {
        let zh = "是导出程序写的“没有”:请留空或填上";
        return Some(Said::new(zh, "is what an export writes for nothing: empty it or fill it in"));
    }
    if cell.contains(char::REPLACEMENT_CHARACTER) || cell.contains("锟斤拷") {
        return Some(lost());
    }
    if cell.starts_with('\'') {
        let zh = "前面有一个撇号,是表格标“文本”用的:请删掉它";
        return Some(Said::new(zh, "begins with a spreadsheet's mark for text: delete it"));
    }
    is_number(cell).then(|| {
        let zh = "表格把它变成了数字:把这一列设成“文本”,重新填一次";
        Said::new(
            zh,
            "the spreadsheet turned it into a number: format the column as text and type it again",
        )
    })
}

/// What a spreadsheet may have done to a code that cannot be read.
pub(super) fn hint(cell: &str) -> Option<Said> {
    let zh = "表格把它变成了日期:把这一列设成“文本”,重新填一次";
    let en = "the spreadsheet turned it into a date: format the column as text and type it again";
    is_date(cell).then(|| Said::new(zh, en))
}

/// Whether a spreadsheet made a date of it, such as 1-Mar.
pub(super) fn is_date(cell: &str) -> bool {
    let lower = cell.to_ascii_lowercase();
    let is_month = |part: &str| MONTHS.contains(&part);
    let named = lower.split('-').any(is_month) && lower.bytes().any(|b| b.is_ascii_digit());
    let digits = cell.bytes().any(|b| b.is_ascii_digit());
    named || (digits && (cell.contains('/') || cell.contains('月')))
}

/// A name or a title. Empty ones are for the caller to refuse.
pub(super) fn name(cell: &str) -> Result<String, Said> {
    if cell.contains(['?', '\u{ff1f}']) || is_misread(cell) {
        return Err(lost());
    }
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
            || matches!(c, '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    if cell.chars().any(hidden) {
        let zh = "里有看不见的字符:请重新打一遍";
        return Err(Said::new(zh, "holds characters that nobody sees: type it again"));
    }
    if !cell.is_empty() && !cell.chars().any(char::is_alphanumeric) {
        return Err(Said::new("里没有字:请填写", "has no letter in it; fill it in"));
    }
    if cell.len() > NAME_BYTES_MAX {
        return Err(too_long());
    }
    Ok(cell.to_owned())
}

pub(super) fn too_long() -> Said {
    let zh = format!("太长,最多 {} 个汉字", NAME_BYTES_MAX / 3);
    Said::new(zh, format!("is too long; at most {NAME_BYTES_MAX} bytes"))
}

/// Yes or no, as people and spreadsheets write it; nothing is no.
pub(super) fn yes_no(cell: &str) -> Option<bool> {
    match cell.to_ascii_lowercase().as_str() {
        "" | "否" | "no" | "n" | "false" | "0" | "×" => Some(false),
        "是" | "yes" | "y" | "true" | "1" | "√" | "✓" => Some(true),
        _ => None,
    }
}

/// A day, as people and spreadsheets write it: 2026-11-20, 2026/11/20, 2026年11月20日.
pub(super) fn day(cell: &str) -> Option<Day> {
    let date = cell.split(' ').next().unwrap_or(cell).trim_end_matches('日');
    let parts: Vec<&str> = date.split(['-', '/', '.', '年', '月']).collect();
    let [year, month, day] = parts.as_slice() else { return None };
    let number = |part: &str| part.parse::<u16>().ok();
    let (year, month, day) = (number(year)?, number(month)?, number(day)?);
    format!("{year:04}-{month:02}-{day:02}").parse().ok()
}

fn lost() -> Said {
    let zh = "有的字在保存时丢了:用表格打开原来的文件,另存为“CSV UTF-8 (逗号分隔)”";
    Said::new(zh, "lost letters when it was saved: save the original as `CSV UTF-8`")
}

/// Whether a text was read in another encoding than it was written in.
fn is_misread(cell: &str) -> bool {
    let latin = cell.chars().filter(|c| ('\u{80}'..='\u{ff}').contains(c)).count();
    latin >= 3 && !cell.chars().any(|c| c >= '\u{2e80}')
}

/// 9.90E+11, 1.38E10, 990101101204.0 and 990,101,101,204.
fn is_number(cell: &str) -> bool {
    let first = cell.bytes().next().is_some_and(|b| b.is_ascii_digit() || b"+-.".contains(&b));
    let power = cell.to_ascii_lowercase();
    let power = power.contains("e+") || (power.contains('e') && power.contains('.'));
    let float = first && power && cell.parse::<f64>().is_ok();
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let zeros = |(whole, rest): (&str, &str)| {
        is_digits(whole) && !rest.is_empty() && rest.bytes().all(|b| b == b'0')
    };
    let mut thousands = cell.split(',');
    let head = thousands.next().is_some_and(|part| is_digits(part) && part.len() <= 3);
    let mut tail = thousands.peekable();
    let parted = head && tail.peek().is_some() && tail.all(|p| is_digits(p) && p.len() == 3);
    float || cell.split_once('.').is_some_and(zeros) || parted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_made_of_a_cell_is_known() {
        for cell in [
            "1.38E+10",
            "9.90101E+11",
            "1.38e10",
            "990101101204.0",
            "990,101,101,204",
            "=13800",
            "=\"138\"",
            "#N/A",
            "#REF!",
            "#####",
            "NULL",
            "null",
            "NaN",
            "None",
            "\\N",
            "'990101",
            "示例\u{fffd}",
            "锟斤拷",
        ] {
            assert!(mangled(cell).is_some(), "{cell}");
        }
        for cell in [
            "",
            "990101101204",
            "p-0001",
            "1E5",
            "e-1",
            "000-0000-0001",
            "+86 000 0000",
            "示例甲",
            "3#楼网格",
            "1.5",
            "Ene",
            "无",
        ] {
            assert!(mangled(cell).is_none(), "{cell}");
        }
    }

    #[test]
    fn names_that_lost_their_letters_are_refused() {
        for cell in ["?", "??", "张?", "示例?", "å¼ ä¸\u{89}", "张\u{200b}三", "张\n三", "--", "…"]
        {
            assert!(name(cell).is_err(), "{cell}");
        }
        assert!(name(&"张".repeat(43)).is_err());
        for cell in ["示例甲", "José", "阿卜杜拉·买买提", "3组", ""] {
            assert!(name(cell).is_ok(), "{cell}");
        }
        assert_eq!(trimmed("\u{feff}\u{3000}示例甲 \u{a0}"), "示例甲");
    }

    #[test]
    fn days_and_answers_are_read_as_people_and_spreadsheets_write_them() {
        let text = |cell: &str| day(cell).map(|day| day.to_string());
        for cell in ["2026-01-05", "2026/1/5", "2026年1月5日", "2026.1.5", "2026/1/5 0:00"] {
            assert_eq!(text(cell).as_deref(), Some("2026-01-05"), "{cell}");
        }
        for cell in ["", "46027", "1-5", "2026-13-01", "5/1", "明天"] {
            assert_eq!(text(cell), None, "{cell}");
        }
        for cell in ["TRUE", "True", "true", "是", "Y", "1"] {
            assert_eq!(yes_no(&plain(cell)), Some(true), "{cell}");
        }
        assert_eq!((yes_no("FALSE"), yes_no("2")), (Some(false), None));
        assert!(is_date("1-Mar") && is_date("3月1日") && is_date("2026/3/1") && !is_date("3-1"));
    }
}
