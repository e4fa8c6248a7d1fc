//! What belongs to one process.

use std::fmt;
use std::mem;
use std::process;
use std::sync::{Arc, OnceLock};

/// A value of which each process has its own. A forked child has a copy of all that its parent had, but none of the threads:
/// what one of them was changing stays half changed, and what one had locked stays locked. So the child leaves its parent's
/// value as it is, never drops it, and makes another when it first needs one.
///
/// This is for packages that stand on this crate and hold more than it knows of.
///
/// # Examples
///
/// ```
/// use snowgauge::PerProcess;
/// use std::sync::Mutex;
/// let names = PerProcess::new(Mutex::new(vec!["of the parent"]));
/// let here = names.get_or_make(|_| Mutex::new(Vec::new()));
/// assert_eq!(here.lock().unwrap().as_slice(), ["of the parent"]);   // and none in a child
/// ```
pub struct PerProcess<T> {
    process: u32,
    value: Arc<T>,
    /// What a child has made. No other process touches it. So a fork never copies it half made, unless it happens in the very
    /// instant in which another thread of the child puts in what it has made.
    child: OnceLock<Box<Self>>,
}

impl<T> PerProcess<T> {
    /// A value of this process.
    pub fn new(value: T) -> Self {
        Self { process: process::id(), value: Arc::new(value), child: OnceLock::new() }
    }

    /// This process's value, if it has made one.
    pub fn get(&self) -> Option<&Arc<T>> {
        let last = self.last();
        last.is_here().then_some(&last.value)
    }

    /// This process's value. If it has none yet, it is made from that of the parent, of which `make` may only look at what
    /// never changes, and wait for no lock.
    pub fn get_or_make(&self, make: impl FnOnce(&T) -> T) -> &Arc<T> {
        let last = self.last();
        if last.is_here() {
            return &last.value;
        }
        // If another thread was quicker, its value counts.
        drop(last.child.set(Box::new(Self::new(make(&last.value)))));
        &self.last().value
    }

    /// That of the process which has made one last: this one, or its nearest ancestor.
    fn last(&self) -> &Self {
        let mut last = self;
        while let Some(child) = last.child.get() {
            last = child;
        }
        last
    }

    fn is_here(&self) -> bool {
        self.process == process::id()
    }
}

impl<T> Drop for PerProcess<T> {
    fn drop(&mut self) {
        if !self.is_here() {
            // With one handle too many it is never dropped.
            mem::forget(Arc::clone(&self.value));
        }
    }
}

impl<T> fmt::Debug for PerProcess<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PerProcess").field("process", &self.process).finish_non_exhaustive()
    }
}

#[cfg(test)]
impl<T> PerProcess<T> {
    /// What a forked child finds: a value of another process.
    pub(crate) fn of_parent(value: T) -> Self {
        let mut cell = Self::new(value);
        cell.process = !cell.process;
        cell
    }

    /// The value of the other process.
    pub(crate) fn parents(&self) -> &Arc<T> {
        &self.value
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    #[test]
    fn a_child_makes_its_own_value_once_and_leaves_the_parents() {
        let dropped = Arc::new(());
        let cell = PerProcess::of_parent((1, Arc::clone(&dropped)));
        assert!(cell.get().is_none());
        let make = |(number, _): &(i32, Arc<()>)| (number + 1, Arc::default());
        let found = thread::scope(|scope| {
            let threads = [(); 8].map(|()| scope.spawn(|| Arc::as_ptr(cell.get_or_make(make)).addr()));
            threads.map(|thread| thread.join().unwrap())
        });
        let own = cell.get().unwrap();
        assert_eq!(own.0, 2);
        assert_eq!(found, [Arc::as_ptr(own).addr(); 8]);
        drop(cell);
        assert_eq!(Arc::strong_count(&dropped), 2, "that of the parent is still there");
    }

    #[test]
    fn a_value_of_this_process_is_dropped_with_its_cell() {
        let dropped = Arc::new(());
        let cell = PerProcess::new(Arc::clone(&dropped));
        assert!(Arc::ptr_eq(cell.get().unwrap(), cell.get_or_make(|_| panic!("it is there"))));
        drop(cell);
        assert_eq!(Arc::strong_count(&dropped), 1);
    }
}
