#![doc = include_str!("README.md")]

pub mod domain;
pub mod definition;
pub mod world;
pub mod statistics;
pub mod industry;
pub mod landing;
pub mod allocation;
pub mod decision;
pub mod scoring;
pub mod search;
pub mod store;
pub mod columnar;
pub mod service;
pub mod web;
pub mod http;
pub mod cli;
