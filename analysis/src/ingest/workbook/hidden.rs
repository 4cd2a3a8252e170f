//! How many rows of a workbook's sheet are hidden, or filtered away: what reads its cells does not tell.

use std::io::{BufRead, BufReader, Cursor};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;
use zip::read::ZipFile;

/// A packed file in memory.
pub(super) type Archive<'b> = ZipArchive<Cursor<&'b [u8]>>;

/// The hidden rows with something in them, of the sheet with a name. 0 where a part is not as it should be: whoever
/// reads the cells says so.
pub(super) fn hidden_rows(archive: &mut Archive<'_>, sheet: &str) -> u64 {
    part_of(archive, sheet).and_then(|part| count(archive, &part)).unwrap_or(0)
}

/// The path of a sheet's part: the workbook names its relationship, which names the part.
fn part_of(archive: &mut Archive<'_>, sheet: &str) -> Option<String> {
    let workbook = archive.file_names().flatten().find(|name| name.ends_with("workbook.xml"))?.to_string();
    let (folder, file) = workbook.split_at(workbook.rfind('/').map_or(0, |slash| slash + 1));
    let mut id = None;
    each_element(opened(archive, &workbook)?, |element| {
        if element.local_name().as_ref() == "sheet" && attribute(element, "name").as_deref() == Some(sheet) {
            id = attribute(element, "id");
        }
    })?;
    let (id, mut target) = (id?, None);
    each_element(opened(archive, &format!("{folder}_rels/{file}.rels"))?, |element| {
        if attribute(element, "Id").as_ref() == Some(&id) {
            target = attribute(element, "Target");
        }
    })?;
    let target = target?;
    Some(target.strip_prefix('/').map_or_else(|| format!("{folder}{target}"), str::to_owned))
}

/// Counts the hidden rows of a sheet's part in which a cell has something.
fn count(archive: &mut Archive<'_>, part: &str) -> Option<u64> {
    let mut rows = 0;
    let (mut is_hidden, mut is_counted) = (false, false);
    each_element(opened(archive, part)?, |element| match element.local_name().as_ref() {
        "row" => {
            is_hidden = matches!(attribute(element, "hidden").as_deref(), Some("1" | "true"));
            is_counted = false;
        }
        "v" | "is" if is_hidden && !is_counted => {
            is_counted = true;
            rows += 1;
        }
        _ => {}
    })?;
    Some(rows)
}

fn opened<'a, 'b>(archive: &'a mut Archive<'b>, part: &str) -> Option<BufReader<ZipFile<'a, Cursor<&'b [u8]>>>> {
    Some(BufReader::new(archive.by_name(part).ok()?))
}

/// Shows every element as it opens.
fn each_element(part: impl BufRead, mut each: impl FnMut(&BytesStart<'_>)) -> Option<()> {
    let (mut reader, mut buffer) = (Reader::from_reader(part), Vec::new());
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).ok()? {
            Event::Start(element) | Event::Empty(element) => each(&element),
            Event::Eof => return Some(()),
            _ => {}
        }
    }
}

/// An attribute's value by its name, whatever stands before its colon.
fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    Some(found.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok()?.into_owned())
}
