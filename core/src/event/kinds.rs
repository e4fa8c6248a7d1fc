//! The protocol's own kinds of event, typed.

use alloc::borrow::Cow;
use core::fmt;

use super::{Datum, Event};
use crate::payload::{Fields, field};
use crate::schema::EventPlan;

/// A structured event (`e=se`) of the host's own.
///
/// An empty text counts as none. Texts that are too long, and empty ones where one has to be, are found when it is
/// tracked.
///
/// # Examples
///
/// ```
/// use snowgauge_core::event::StructuredEvent;
/// let event = StructuredEvent::builder().category("search").action("open").label("issues").value(2.5).build();
/// assert!(snowgauge_core::check(&event, &[]).is_none());
/// ```
#[derive(Clone, PartialEq, bon::Builder)]
#[builder(on(Cow<'_, str>, into))]
#[non_exhaustive]
pub struct StructuredEvent<'a> {
    /// What it is about: at most 1000 UTF-16 units.
    pub category: Cow<'a, str>,
    /// What has happened: at most 1000 UTF-16 units.
    pub action: Cow<'a, str>,
    /// What it has happened to: at most 4096 UTF-16 units.
    pub label: Option<Cow<'a, str>>,
    /// A property of the action or of what it has happened to: at most 1000 UTF-16 units.
    pub property: Option<Cow<'a, str>>,
    /// A number that goes with the action.
    pub value: Option<f64>,
}

impl Event for StructuredEvent<'_> {
    fn plan(&self) -> &'static EventPlan {
        EventPlan::STRUCTURED
    }

    fn data(&self) -> Option<&dyn Datum> {
        None
    }

    fn push_fields(&self, to: &mut Fields<'_>) {
        to.text(field::CATEGORY, &self.category);
        to.text(field::ACTION, &self.action);
        to.text(field::LABEL, self.label.as_deref().unwrap_or_default());
        to.text(field::PROPERTY, self.property.as_deref().unwrap_or_default());
        if let Some(value) = self.value {
            to.decimal(field::VALUE, value);
        }
    }
}

/// Shows nothing: all of it may be personal.
impl fmt::Debug for StructuredEvent<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StructuredEvent").finish_non_exhaustive()
    }
}

/// A page view (`e=pv`).
///
/// # Examples
///
/// ```
/// use snowgauge_core::event::PageView;
/// let event = PageView::builder().page_url("https://gitlab.example/issues").page_title("Issues").build();
/// assert!(snowgauge_core::check(&event, &[]).is_none());
/// ```
#[derive(Clone, PartialEq, Eq, bon::Builder)]
#[builder(on(Cow<'_, str>, into))]
#[non_exhaustive]
pub struct PageView<'a> {
    /// The page's URL: at most 10,000 UTF-16 units.
    pub page_url: Cow<'a, str>,
    /// The page's title: at most 2000 UTF-16 units.
    pub page_title: Option<Cow<'a, str>>,
    /// The URL of the page that led here: at most 10,000 UTF-16 units.
    pub referrer: Option<Cow<'a, str>>,
}

impl Event for PageView<'_> {
    fn plan(&self) -> &'static EventPlan {
        EventPlan::PAGE_VIEW
    }

    fn data(&self) -> Option<&dyn Datum> {
        None
    }

    fn push_fields(&self, to: &mut Fields<'_>) {
        push_page(&self.page_url, self.page_title.as_deref(), self.referrer.as_deref(), to);
    }
}

/// Shows nothing: all of it may be personal.
impl fmt::Debug for PageView<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PageView").finish_non_exhaustive()
    }
}

/// A page ping (`e=pp`): the page is still being looked at.
///
/// # Examples
///
/// ```
/// use snowgauge_core::event::PagePing;
/// let event = PagePing::builder().page_url("https://gitlab.example/issues").max_y_offset(1200).build();
/// assert!(snowgauge_core::check(&event, &[]).is_none());
/// ```
#[derive(Clone, PartialEq, Eq, bon::Builder)]
#[builder(on(Cow<'_, str>, into))]
#[non_exhaustive]
pub struct PagePing<'a> {
    /// The page's URL: at most 10,000 UTF-16 units.
    pub page_url: Cow<'a, str>,
    /// The page's title: at most 2000 UTF-16 units.
    pub page_title: Option<Cow<'a, str>>,
    /// The URL of the page that led here: at most 10,000 UTF-16 units.
    pub referrer: Option<Cow<'a, str>>,
    /// The least horizontal scroll offset since the last page ping, in pixels.
    pub min_x_offset: Option<i32>,
    /// The greatest horizontal scroll offset since the last page ping, in pixels.
    pub max_x_offset: Option<i32>,
    /// The least vertical scroll offset since the last page ping, in pixels.
    pub min_y_offset: Option<i32>,
    /// The greatest vertical scroll offset since the last page ping, in pixels.
    pub max_y_offset: Option<i32>,
}

impl Event for PagePing<'_> {
    fn plan(&self) -> &'static EventPlan {
        EventPlan::PAGE_PING
    }

    fn data(&self) -> Option<&dyn Datum> {
        None
    }

    fn push_fields(&self, to: &mut Fields<'_>) {
        push_page(&self.page_url, self.page_title.as_deref(), self.referrer.as_deref(), to);
        for (field, offset) in [
            (field::MIN_X_OFFSET, self.min_x_offset),
            (field::MAX_X_OFFSET, self.max_x_offset),
            (field::MIN_Y_OFFSET, self.min_y_offset),
            (field::MAX_Y_OFFSET, self.max_y_offset),
        ] {
            if let Some(offset) = offset {
                to.integer(field, offset.into());
            }
        }
    }
}

/// Shows nothing: all of it may be personal.
impl fmt::Debug for PagePing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PagePing").finish_non_exhaustive()
    }
}

fn push_page(url: &str, title: Option<&str>, referrer: Option<&str>, to: &mut Fields<'_>) {
    to.text(field::PAGE_URL, url);
    to.text(field::PAGE_TITLE, title.unwrap_or_default());
    to.text(field::REFERRER, referrer.unwrap_or_default());
}
