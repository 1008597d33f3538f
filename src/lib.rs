#![doc = include_str!("README.md")]

pub mod definition;
pub mod domain;
pub mod industry;
pub mod scoring;
pub mod search;
pub mod store;
pub mod service;
pub mod world;
