DROP TABLE orders;
DROP FUNCTION take_stock();
