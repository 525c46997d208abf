-- MySQL keeps an index for each foreign key: give it one before the other one goes.
CREATE INDEX orders_customer ON orders (customer_id);
DROP INDEX orders_recent ON orders;
