CREATE TABLE products (
  sku text PRIMARY KEY,
  name text NOT NULL,
  price numeric(12, 2) NOT NULL CHECK (price >= 0),
  stock integer NOT NULL DEFAULT 0 CHECK (stock >= 0),
  tags text[] NOT NULL DEFAULT '{}',
  details jsonb
);
