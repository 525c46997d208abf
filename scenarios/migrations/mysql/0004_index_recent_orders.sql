CREATE INDEX orders_recent ON orders (customer_id, created_at);
