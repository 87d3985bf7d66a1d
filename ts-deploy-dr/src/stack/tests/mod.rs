mod outputs;
mod sent;
