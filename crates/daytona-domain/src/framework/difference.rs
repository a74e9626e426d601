//! What differs between two definitions of a framework, field by field and in words. Compares what a framework file
//! would say, so that a field that is added to the definition is compared without a change here.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::FrameworkDefinition;

/// One field that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FieldChange {
    /// Where: `/timeout`, or with names instead of positions `/arguments/connections/default`.
    pub field: String,
    /// In words: "default of argument connections changed from 64 to 128".
    pub sentence: String,
    /// What it was; absent if the field wasn't there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// What it is; absent if the field isn't there any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// The fields that differ, in the order of their names.
pub fn differences(before: &FrameworkDefinition, after: &FrameworkDefinition) -> Vec<FieldChange> {
    let mut changes = Vec::new();
    // Both can be written, because both were read or checked; what can't be is compared as absent.
    let value = |definition| serde_json::to_value(definition).unwrap_or(Value::Null);
    let place = Place {
        field: String::new(),
        words: String::new(),
    };
    compare(&place, &value(before), &value(after), &mut changes);
    changes
}

/// A place in the definition: as a pointer, and as it is said.
struct Place {
    field: String,
    words: String,
}

impl Place {
    fn child(&self, name: &str) -> Self {
        let shown = name.replace('_', " ");
        let words = if self.words.is_empty() {
            shown
        } else {
            format!("{shown} of {}", self.words)
        };
        Self {
            field: format!("{}/{name}", self.field),
            words,
        }
    }

    /// An item of a list, by its name.
    fn item(&self, name: &str) -> Self {
        Self {
            field: format!("{}/{name}", self.field),
            words: format!("{} {name}", singular(&self.words)),
        }
    }
}

fn singular(list: &str) -> &str {
    match list {
        "kpis" => "KPI",
        "report" => "report item",
        other => other.strip_suffix('s').unwrap_or(other),
    }
}

fn compare(place: &Place, before: &Value, after: &Value, changes: &mut Vec<FieldChange>) {
    match (before, after) {
        (Value::Object(before), Value::Object(after)) => compare_fields(place, before, after, changes),
        (Value::Array(before), Value::Array(after)) => match (named(before), named(after)) {
            (Some(before), Some(after)) => compare_items(place, &before, &after, changes),
            _ if before != after => changes.push(changed(place, &list(before), &list(after))),
            _ => {}
        },
        _ if before != after => changes.push(changed(place, before, after)),
        _ => {}
    }
}

fn compare_fields(
    place: &Place,
    before: &Map<String, Value>,
    after: &Map<String, Value>,
    changes: &mut Vec<FieldChange>,
) {
    let names: BTreeSet<_> = before.keys().chain(after.keys()).collect();
    for name in names {
        let place = place.child(name);
        match (before.get(name), after.get(name)) {
            (Some(before), Some(after)) => compare(&place, before, after, changes),
            (Some(Value::Array(items)), None) => compare(&place, &list(items), &list(&[]), changes),
            (None, Some(Value::Array(items))) => compare(&place, &list(&[]), &list(items), changes),
            (Some(Value::Object(fields)), None) => compare_fields(&place, fields, &Map::new(), changes),
            (None, Some(Value::Object(fields))) => compare_fields(&place, &Map::new(), fields, changes),
            (Some(before), None) => changes.push(FieldChange {
                sentence: format!("{} was removed; it was {}", place.words, shown(before)),
                field: place.field,
                before: Some(shown(before)),
                after: None,
            }),
            (None, Some(after)) => changes.push(FieldChange {
                sentence: format!("{} was set to {}", place.words, shown(after)),
                field: place.field,
                before: None,
                after: Some(shown(after)),
            }),
            (None, None) => {}
        }
    }
}

/// Compares lists whose items have names: which were added, removed, changed, and whether the order differs.
fn compare_items(
    place: &Place,
    before: &[(&str, &Value)],
    after: &[(&str, &Value)],
    changes: &mut Vec<FieldChange>,
) {
    let find = |items: &[(&str, &Value)], name: &str| {
        items
            .iter()
            .find(|(other, _)| *other == name)
            .map(|(_, item)| (*item).clone())
    };
    for (name, item) in before {
        let place = place.item(name);
        match find(after, name) {
            Some(other) => compare(&place, item, &other, changes),
            None => changes.push(FieldChange {
                sentence: format!("{} was removed", place.words),
                field: place.field,
                before: Some(shown(item)),
                after: None,
            }),
        }
    }
    for (name, item) in after {
        if find(before, name).is_none() {
            let place = place.item(name);
            changes.push(FieldChange {
                sentence: format!("{} was added", place.words),
                field: place.field,
                before: None,
                after: Some(shown(item)),
            });
        }
    }
    let kept = |items: &[(&str, &Value)], others: &[(&str, &Value)]| -> Vec<String> {
        let names = items.iter().map(|(name, _)| *name);
        let both = names.filter(|name| others.iter().any(|(other, _)| other == name));
        both.map(str::to_owned).collect()
    };
    let (order_before, order_after) = (kept(before, after), kept(after, before));
    if order_before != order_after {
        let (order_before, order_after) = (order_before.join(", "), order_after.join(", "));
        changes.push(FieldChange {
            field: place.field.clone(),
            sentence: format!("the order of {} is now {order_after}", place.words),
            before: Some(order_before),
            after: Some(order_after),
        });
    }
}

/// The items by name or title, if each has one of its own.
fn named(items: &[Value]) -> Option<Vec<(&str, &Value)>> {
    let name = |item: &'_ Value| item.get("name").or_else(|| item.get("title")).is_some();
    if !items.iter().all(name) {
        return None;
    }
    let named: Vec<_> = items
        .iter()
        .filter_map(|item| {
            let name = item.get("name").or_else(|| item.get("title"))?;
            Some((name.as_str()?, item))
        })
        .collect();
    let names: BTreeSet<_> = named.iter().map(|(name, _)| *name).collect();
    (names.len() == items.len()).then_some(named)
}

fn list(items: &[Value]) -> Value {
    Value::Array(items.to_vec())
}

fn changed(place: &Place, before: &Value, after: &Value) -> FieldChange {
    let (before, after) = (shown(before), shown(after));
    FieldChange {
        field: place.field.clone(),
        sentence: format!("{} changed from {before} to {after}", place.words),
        before: Some(before),
        after: Some(after),
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) if text.is_empty() => "nothing".to_owned(),
        Value::String(text) => text.clone(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Array(items) if items.is_empty() => "none".to_owned(),
        Value::Array(items) => items.iter().map(shown).collect::<Vec<_>>().join(", "),
        Value::Object(fields) => fields
            .iter()
            .map(|(name, value)| format!("{name} {}", shown(value)))
            .collect::<Vec<_>>()
            .join(", "),
        Value::Null => "nothing".to_owned(),
        Value::Number(number) => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn definition(more: Value) -> FrameworkDefinition {
        let mut value = json!({"name": "nginx", "script": "nginx/run.sh"});
        value
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        serde_json::from_value(value).unwrap()
    }

    fn told(before: Value, after: Value) -> String {
        let changes = differences(&definition(before), &definition(after));
        let lines: Vec<_> = changes
            .iter()
            .map(|change| format!("{}: {}", change.field, change.sentence))
            .collect();
        lines.join("\n")
    }

    #[test]
    fn the_same_definition_differs_in_nothing() {
        let same = json!({"arguments": [{"name": "c", "default": "1"}], "timeout": "10m"});
        assert_eq!(told(same.clone(), same), "");
    }

    #[test]
    fn each_field_is_told_in_words() {
        let before = json!({
            "timeout": "10m", "hosts": {"execution": "load-1", "statistics": ["web-1"]},
            "arguments": [{"name": "connections", "default": "64"}, {"name": "tls", "kind": "select",
                "options": ["on", "off"], "default": "on"}, {"name": "old"}],
            "kpis": [{"name": "rps", "better": "higher"}], "subjects": {"nginx": "1.26"},
        });
        let after = json!({
            "title": "Static file", "concurrency": 2, "hosts": {"execution": "load-2", "statistics": []},
            "arguments": [{"name": "tls", "kind": "select", "options": ["on", "off"], "default": "off"},
                {"name": "connections", "default": "128", "identity": false}, {"name": "duration"}],
            "kpis": [{"name": "rps", "better": "higher", "unit": "req/s"}],
        });
        insta::assert_snapshot!(told(before, after), @"
        /arguments/connections/default: default of argument connections changed from 64 to 128
        /arguments/connections/identity: identity of argument connections changed from yes to no
        /arguments/tls/default: default of argument tls changed from on to off
        /arguments/old: argument old was removed
        /arguments/duration: argument duration was added
        /arguments: the order of arguments is now tls, connections
        /concurrency: concurrency changed from 1 to 2
        /hosts/execution: execution of hosts changed from load-1 to load-2
        /hosts/statistics: statistics of hosts changed from web-1 to none
        /kpis/rps/unit: unit of KPI rps was set to req/s
        /subjects/nginx: nginx of subjects was removed; it was 1.26
        /timeout: timeout was removed; it was 10m
        /title: title was set to Static file
        ");
    }
}
