-- no-transaction
CREATE INDEX CONCURRENTLY orders_recent ON orders (customer_id, created_at DESC);
