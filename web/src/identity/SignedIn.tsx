import type { ReactNode } from "react";

import { Problem } from "../api/client";
import { Failure } from "../app/Failure";
import { Loading } from "../app/Loading";
import { useMeQuery } from "./me";
import { SignInPage } from "./SignInPage";

/** Show the application to whoever is signed in, and the sign-in page, at the same address, to others. */
export function SignedIn({ children }: { children: ReactNode }) {
  const me = useMeQuery();
  if (me.error instanceof Problem && me.error.status === 401) return <SignInPage />;
  if (me.data) return children;
  if (me.error) return <Failure error={me.error} onRetry={() => void me.refetch()} />;
  return <Loading />;
}
