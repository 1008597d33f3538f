//! Turns, queues and threads, without a clock: each test says itself when what goes on.

use std::sync::mpsc;

use super::*;

fn computing(threads: usize, queue_max: usize, wait_max: Option<Duration>) -> Arc<Computing> {
    Arc::new(Computing::new(ComputingLimits { threads, queue_max, wait_max, pairs_max: 1_000 }))
}

/// Work that ends when its sender is dropped or used.
async fn wait_for(computing: Arc<Computing>, go_on: mpsc::Receiver<()>) -> Result<(), Error> {
    let turn = computing.turn().await?;
    turn.compute(move |_stop| go_on.recv().unwrap_or_default()).await
}

async fn until(holds: impl Fn() -> bool) {
    while !holds() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn no_more_is_in_flight_than_there_are_threads() {
    let computing = computing(2, 64, None);
    let mut asked = Vec::new();
    for number in 0..50_u64 {
        let computing = computing.clone();
        asked.push(tokio::spawn(async move {
            let turn = computing.turn().await?;
            turn.compute(move |_stop| (0..10_000 * number).fold(0, u64::wrapping_add)).await
        }));
    }
    for asked in asked {
        asked.await.unwrap().unwrap();
    }
    let usage = computing.usage();
    assert_eq!((usage.in_flight, usage.in_flight_most, usage.waiting), (0, 2, 0));
    assert_eq!((usage.refused, usage.given_up), (0, 0));
}

#[tokio::test]
async fn whoever_finds_the_queue_full_is_refused_at_once() {
    let computing = computing(1, 1, None);
    let (go_on, wait) = mpsc::channel();
    let first = tokio::spawn(wait_for(computing.clone(), wait));
    until(|| computing.usage().in_flight == 1).await;
    let (go_on_second, wait) = mpsc::channel();
    let second = tokio::spawn(wait_for(computing.clone(), wait));
    until(|| computing.usage().waiting == 1).await;

    assert!(matches!(computing.turn().await, Err(Error::Overloaded)));

    drop((go_on, go_on_second));
    first.await.unwrap().unwrap();
    second.await.unwrap().unwrap();
    assert_eq!(computing.usage().refused, 1);
    assert!(computing.turn().await.is_ok());
}

#[tokio::test]
async fn whoever_waits_too_long_is_refused() {
    let computing = computing(1, 64, Some(Duration::from_millis(5)));
    let (go_on, wait) = mpsc::channel();
    let first = tokio::spawn(wait_for(computing.clone(), wait));
    until(|| computing.usage().in_flight == 1).await;
    assert!(matches!(computing.turn().await, Err(Error::Overloaded)));
    assert_eq!(computing.usage().waiting, 0, "a place in the queue is left");
    drop(go_on);
    first.await.unwrap().unwrap();
}

/// A comparison of runs takes many turns: what it has computed is not thrown away for want of one.
#[tokio::test]
async fn whoever_has_had_a_turn_waits_for_the_next() {
    let computing = computing(1, 0, Some(Duration::from_millis(5)));
    let (go_on, wait) = mpsc::channel();
    let first = tokio::spawn(wait_for(computing.clone(), wait));
    until(|| computing.usage().in_flight == 1).await;
    let own = computing.clone();
    let next = tokio::spawn(async move { own.next_turn().await.map(drop) });
    assert!(matches!(computing.turn().await, Err(Error::Overloaded)));
    assert!(!next.is_finished());
    drop(go_on);
    first.await.unwrap().unwrap();
    next.await.unwrap().unwrap();
}

/// Two that take turn after turn beside one another would both end too late.
#[tokio::test]
async fn one_comparison_goes_on_at_a_time() {
    let computing = computing(2, 64, Some(Duration::from_millis(5)));
    let first = computing.comparison().await.unwrap();
    assert!(matches!(computing.comparison().await, Err(Error::Overloaded)));
    let usage = computing.usage();
    assert_eq!((usage.refused, usage.waiting), (1, 0));
    assert!(computing.turn().await.is_ok(), "others have their turns");
    let own = computing.clone();
    let patient = tokio::spawn(async move { own.comparison_at_last().await.map(drop) });
    tokio::task::yield_now().await;
    assert!(!patient.is_finished());
    drop(first);
    patient.await.unwrap().unwrap();
    assert!(computing.comparison().await.is_ok());
}

#[tokio::test]
async fn work_that_nobody_waits_for_stops_and_holds_its_turn_until_then() {
    let computing = computing(1, 64, None);
    let (looked, look) = mpsc::channel();
    let (stopping, stop_now) = mpsc::channel::<()>();
    let own = computing.clone();
    let asked = tokio::spawn(async move {
        let turn = own.turn().await?;
        let work = move |stop: Stop<'_>| {
            looked.send(()).unwrap();
            while !stop.is_asked() {
                std::thread::yield_now();
            }
            // It has seen that it is to stop, and takes its time.
            looked.send(()).unwrap();
            let _ = stop_now.recv();
        };
        turn.compute(work).await
    });
    tokio::task::spawn_blocking(move || {
        look.recv().unwrap();
        asked.abort();
        look.recv().unwrap();
    })
    .await
    .unwrap();
    assert_eq!(computing.usage().in_flight, 1, "the thread is still at work");
    drop(stopping);
    until(|| computing.usage().in_flight == 0).await;
    assert_eq!(computing.usage().given_up, 1);
    assert!(computing.turn().await.is_ok());
}

#[tokio::test]
async fn a_panic_goes_to_whoever_asked_and_the_thread_lives() {
    let computing = computing(1, 0, None);
    let own = computing.clone();
    let asked = tokio::spawn(async move {
        let turn = own.turn().await?;
        turn.compute(|_stop| panic::resume_unwind(Box::new("a fault"))).await
    });
    let ended: Result<Result<(), Error>, _> = asked.await;
    assert!(ended.unwrap_err().is_panic());
    let turn = computing.turn().await.unwrap();
    assert_eq!(turn.compute(|_stop| 7).await.unwrap(), 7);
    drop(turn);
    assert_eq!(computing.usage().in_flight, 0);
}

#[tokio::test]
async fn a_question_that_costs_too_much_is_refused_before_it_is_computed() {
    let computing = computing(1, 0, None);
    let turn = computing.turn().await.unwrap();
    turn.charge(Workload::of_regions(1_000)).unwrap();
    let huge = Workload { projects: 1 << 32, regions: 1 << 32, draws: 1 };
    for workload in [Workload::of_regions(1_001), huge] {
        assert!(matches!(turn.charge(workload), Err(Error::Invalid(_))), "{workload:?}");
    }
    assert_eq!(computing.usage().pairs, 1_000);
}

/// The answer arrives while what is left is not let go of yet: here only the reader allows that.
#[tokio::test]
async fn nobody_waits_for_what_is_left_beside_an_answer() {
    struct Left(mpsc::Receiver<()>, mpsc::Sender<()>);
    impl Drop for Left {
        fn drop(&mut self) {
            let _ = self.0.recv();
            let _ = self.1.send(());
        }
    }
    let computing = computing(1, 64, None);
    let (go_on, wait) = mpsc::channel();
    let (gone, is_gone) = mpsc::channel();
    let turn = computing.turn().await.unwrap();
    let answer = turn.compute_leaving(move |_stop| (7, Left(wait, gone))).await.unwrap();
    assert_eq!(answer, 7);
    assert!(is_gone.try_recv().is_err());
    go_on.send(()).unwrap();
    is_gone.recv().unwrap();
}
