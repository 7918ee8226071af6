-- Whom the tests sign in as on a database server of this machine.
DO $$
BEGIN
    CREATE ROLE radicular LOGIN CREATEDB PASSWORD 'radicular';
EXCEPTION
    WHEN duplicate_object THEN NULL;
END
$$;
