-- no-transaction
DROP INDEX CONCURRENTLY orders_recent;
